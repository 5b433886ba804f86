package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.LogState;
import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies beside the segments: leader epochs, snapshots, the topic, the catalog, checkpoints. */
class LogVerifierFilesTest {
  private static final String EPOCHS = LeaderEpochFile.NAME;
  private static final String SNAPSHOT = "00000000000000000030.snapshot";
  private static final String METADATA = PartitionMetadata.NAME;
  private static final String CATALOG = "ottla.segments";
  private static final LogState CRASHED =
      CheckedLog.state(false, OffsetCheckpoint.RECOVERY_POINT, 20);

  private final CheckedLog checked;

  LogVerifierFilesTest(@TempDir Path root) {
    checked = new CheckedLog(root.resolve("v-0"));
    LogHarness harness =
        new LogHarness(checked.disk, checked.directory, LogHarness.smallSegments(500));
    for (int i = 0; i < 30; i++) {
      harness.leaderEpoch = i / 10;
      harness.append(LogHarness.producer(7, 0, i), "value " + i);
    }
    harness.log.close();
  }

  private void text(String name, String text) {
    checked.write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatAStopLeavesIsNoFinding() {
    assertThat(checked.lines()).isEmpty();
    assertThat(checked.disk.list(checked.directory)).contains(EPOCHS, SNAPSHOT, METADATA, CATALOG);
    assertThat(checked.read(EPOCHS)).asString().isEqualTo("0\n3\n0 0\n1 10\n2 20\n");
  }

  // ---- leader epochs

  @Test
  void leaderEpochsThatCannotBeReadAreFound() {
    text(EPOCHS, "0\n7\n0 0\n");

    assertThat(checked.lines())
        .containsExactly(
            EPOCHS + " at position 0: is no checkpoint of version 0 with as many lines as it says");

    text(EPOCHS, "0\n2\n0 0\n1 x\n");

    assertThat(checked.lines()).containsExactly(EPOCHS + " at position 8: no entry: \"1 x\"");

    text(EPOCHS, "0\n2\n0 0\n1 -1\n");

    assertThat(checked.lines()).containsExactly(EPOCHS + " at position 8: no entry: \"1 -1\"");

    text(EPOCHS, "0\n2\n0 0\n1 1 1\n");

    assertThat(checked.lines()).containsExactly(EPOCHS + " at position 8: no entry: \"1 1 1\"");
  }

  @Test
  void leaderEpochsThatDoNotAscendAreFound() {
    text(EPOCHS, "0\n3\n0 0\n2 10\n1 20\n");

    assertThat(checked.lines())
        .containsExactly(EPOCHS + " at position 13: epochs and offsets do not ascend");

    text(EPOCHS, "0\n3\n0 0\n1 20\n2 10\n");

    assertThat(checked.lines())
        .containsExactly(EPOCHS + " at position 13: epochs and offsets do not ascend");
  }

  @Test
  void aLeaderEpochThatTheBatchesContradictIsFoundOnce() {
    text(EPOCHS, "0\n3\n0 0\n1 11\n2 20\n");

    assertThat(checked.lines())
        .containsExactly(
            EPOCHS + " at position 4: has epoch 0 for offset 10, the batch is of epoch 1");
  }

  @Test
  void aLeaderEpochBehindTheLogsEndIsFound() {
    text(EPOCHS, "0\n4\n0 0\n1 10\n2 20\n3 31\n");

    assertThat(checked.lines())
        .containsExactly(EPOCHS + " at position 18: epoch 3 begins at 31, the log ends at 30");

    text(EPOCHS, "0\n4\n0 0\n1 10\n2 20\n3 30\n");

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void whatLiesBelowTheFirstLeaderEpochIsNotLookedAt() {
    text(EPOCHS, "0\n2\n1 15\n2 20\n");

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void leaderEpochsBehindTheRecoveryPointAreNotBelievedAfterACrash() {
    checked.state = CRASHED;
    text(EPOCHS, "0\n3\n0 0\n1 10\n9 25\n");

    assertThat(checked.lines()).isEmpty();

    text(EPOCHS, "0\n3\n0 0\n3 10\n9 25\n");

    assertThat(checked.lines())
        .containsExactly(
            EPOCHS + " at position 8: has epoch 3 for offset 10, the batch is of epoch 1");
  }

  @Test
  void aMissingFileOfLeaderEpochsIsFoundAfterAStopInOrder() {
    checked.delete(EPOCHS);

    assertThat(checked.lines()).containsExactly(EPOCHS + " at position 0: is missing");

    checked.state = CRASHED;

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void anEmptyFileIsWhatApacheKafkaMakes() {
    text(EPOCHS, "");

    assertThat(checked.lines()).isEmpty();

    text(EPOCHS, "0\n0\n");

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aLogWithoutLeaderEpochsNeedsNoFile(@TempDir Path root) {
    CheckedLog plain = new CheckedLog(root.resolve("p-0"));
    LogHarness harness = new LogHarness(plain.disk, plain.directory, LogConfig.DEFAULT);
    harness.leaderEpoch = LeaderEpochs.NO_EPOCH;
    harness.append("a");
    harness.log.close();

    assertThat(plain.lines()).isEmpty();
  }

  // ---- snapshots

  @Test
  void aDamagedSnapshotIsFound() {
    checked.flip(SNAPSHOT, 20);

    assertThat(checked.lines())
        .containsExactly(SNAPSHOT + " at position 0: the snapshot is damaged");
  }

  @Test
  void aSnapshotOfAnOffsetBehindTheEndIsFound() {
    checked.write("00000000000000000031.snapshot", checked.read(SNAPSHOT));
    checked.delete(CATALOG);

    assertThat(checked.lines())
        .containsExactly(
            "00000000000000000031.snapshot at position 0: is of offset 31, the log ends at 30");

    checked.state = CRASHED;

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aSnapshotThatKnowsWhatCameLaterIsFound() {
    String first = checked.nameOf(FileKind.PRODUCER_SNAPSHOT, 0);
    checked.write(first, checked.read(SNAPSHOT));

    assertThat(checked.lines())
        .containsExactly(first + " at position 10: producer 7 at an offset behind the snapshot's");
  }

  // ---- the topic

  @Test
  void aFileWithoutATopicIdIsFound() {
    text(METADATA, "version: 0\ntopic_id: ???");

    assertThat(checked.lines()).containsExactly(METADATA + " at position 0: has no topic id");

    text(METADATA, "version: 0\ntopic_id: " + Uuid.ZERO);

    assertThat(checked.lines()).containsExactly(METADATA + " at position 0: has no topic id");

    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).containsExactly(METADATA + " at position 0: note: has no topic id");
  }

  @Test
  void aMissingTopicIdIsNoted() {
    checked.delete(METADATA);
    checked.delete(CATALOG);

    assertThat(checked.lines())
        .containsExactly(
            METADATA
                + " at position 0: note: is missing: the log's topic is known by its name alone");

    checked.state = CRASHED;

    assertThat(checked.lines()).isEmpty();
  }

  // ---- the catalog

  @Test
  void aCatalogThatIsBelievedAndWrongIsFound() throws IOException {
    String first = checked.nameOf(FileKind.LOG, 0);
    byte[] content = checked.read(first);
    Path path = checked.directory.resolve(first);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(content.length + 1);
    }

    assertThat(checked.lines())
        .contains(
            CATALOG
                + " at position 0: has segment 0 of "
                + content.length
                + " bytes where there is "
                + first
                + " of "
                + (content.length + 1));

    checked.state = CRASHED;

    assertThat(checked.lines()).anyMatch(line -> line.startsWith(CATALOG));

    checked.state = LogState.UNKNOWN; // recovery looks at everything

    assertThat(checked.lines()).noneMatch(line -> line.startsWith(CATALOG));
  }

  @Test
  void aCatalogThatNoStartBelievesIsNoFinding() {
    checked.flip(CATALOG, 10);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aSnapshotThatACatalogLacksIsFound() throws IOException {
    FileTime modified = Files.getLastModifiedTime(checked.directory);
    byte[] sound = checked.read(checked.nameOf(FileKind.PRODUCER_SNAPSHOT, 0));
    String stray = FileKind.PRODUCER_SNAPSHOT.nameOf(1);
    checked.write(stray, sound);
    Files.setLastModifiedTime(checked.directory, modified);

    assertThat(checked.lines()).contains(CATALOG + " at position 0: lacks " + stray);
  }

  @Test
  void aCatalogOfOtherSegmentsIsFound() throws IOException {
    int size = checked.read(checked.nameOf(FileKind.LOG, 0)).length;
    FileTime modified = Files.getLastModifiedTime(checked.directory);
    checked.deleteSegment(0);
    Files.setLastModifiedTime(checked.directory, modified);

    assertThat(checked.lines())
        .singleElement()
        .asString()
        .startsWith(CATALOG + " at position 0: has ")
        .contains(" segments, there are ");

    checked.write("00000000000000000001.log", new byte[0]);
    Files.setLastModifiedTime(checked.directory, modified);

    assertThat(checked.lines())
        .contains(
            CATALOG
                + " at position 0: has segment 0 of "
                + size
                + " bytes where there is 00000000000000000001.log of 0");
  }

  // ---- the checkpoints of the log directory

  private List<String> linesWith(boolean isClean, OffsetCheckpoint checkpoint, long offset) {
    checked.state = CheckedLog.state(isClean, checkpoint, offset);
    return checked.lines();
  }

  @ParameterizedTest
  @EnumSource(OffsetCheckpoint.class)
  void anOffsetBehindTheLogsEndIsFound(OffsetCheckpoint checkpoint) {
    String says = checkpoint.fileName() + " at position 4: %sv-0 has offset 31, the log ends at 30";
    boolean isCleaner = checkpoint == OffsetCheckpoint.CLEANER;

    assertThat(linesWith(true, checkpoint, 30)).isEmpty();
    assertThat(linesWith(true, checkpoint, 31))
        .containsExactly(says.formatted(isCleaner ? "note: " : ""));
    if (checkpoint == OffsetCheckpoint.RECOVERY_POINT) {
      assertThat(linesWith(false, checkpoint, 31)).containsExactly(says.formatted("note: "));
    } else {
      assertThat(linesWith(false, checkpoint, 31)).isEmpty();
    }
  }

  @Test
  void behindDamageNobodyKnowsWhereTheLogEnds() {
    checked.lengthen(checked.nameOf(FileKind.LOG, -1), 1, 1);
    checked.delete(CATALOG);

    assertThat(linesWith(true, OffsetCheckpoint.RECOVERY_POINT, 31))
        .singleElement()
        .asString()
        .contains("no undamaged batch");
  }
}
