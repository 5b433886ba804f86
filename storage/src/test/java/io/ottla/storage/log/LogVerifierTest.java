package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import io.ottla.storage.verify.LogVerifier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments and their batches. */
class LogVerifierTest {
  private static final String FIRST = "00000000000000000000.log";

  private final CheckedLog checked;

  LogVerifierTest(@TempDir Path root) {
    checked = new CheckedLog(root.resolve("v-0"));
    LogHarness harness =
        new LogHarness(checked.disk, checked.directory, LogHarness.smallSegments(500));
    for (int i = 0; i < 30; i++) {
      harness.append(LogHarness.producer(7, 0, i), "value " + i);
      harness.clock.advanceMs(1);
    }
    harness.log.close();
  }

  private String last(FileKind kind) {
    return checked.nameOf(kind, -1);
  }

  @Test
  void aSoundLogHasNoFindings() {
    LogVerifier.Summary summary = checked.verify();

    assertThat(checked.findings).isEmpty();
    assertThat(summary.records()).isEqualTo(30);
    assertThat(summary.segments()).isGreaterThan(3);
    assertThat(summary.bytes()).isEqualTo(LogVerifier.sizeInBytes(checked.disk, checked.directory));
  }

  @Test
  void everyByteIsCountedOnceAndBatchByBatch() {
    checked.flip(checked.nameOf(FileKind.LOG, 1), 70);
    checked.lengthen(last(FileKind.LOG), 5_000, 0);
    List<Long> steps = new ArrayList<>();

    LogVerifier.Summary summary =
        LogVerifier.verify(
            checked.disk, checked.directory, CheckedLog.CLEAN, finding -> {}, steps::add);

    assertThat(steps).hasSizeGreaterThan(20);
    assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(summary.bytes());
  }

  @Test
  void damageInABatchIsFoundWithItsPosition() {
    checked.flip(FIRST, 75 + 70);

    assertThat(checked.lines()).containsExactly(FIRST + " at position 75: no undamaged batch");
  }

  @Test
  void aSegmentThatBeginsWithinTheOneBeforeIsFound() {
    checked.write("00000000000000000001.log", checked.read(FIRST));

    assertThat(checked.lines().get(0))
        .startsWith("00000000000000000001.log at position 0: begins before offset");
  }

  @Test
  void bytesBehindTheLastBatchAreFoundUnlessTheyAreZeros() {
    checked.lengthen(last(FileKind.LOG), 70_000, 0);

    assertThat(checked.lines()).isEmpty();

    checked.lengthen(last(FileKind.LOG), 1, 5);

    assertThat(checked.lines()).singleElement().asString().contains("no undamaged batch");
  }

  @Test
  void zerosBehindASegmentThatOthersFollowAreFound() {
    checked.delete("ottla.segments");
    checked.lengthen(FIRST, 100, 0);

    assertThat(checked.lines()).singleElement().asString().contains("no undamaged batch");
  }

  @Test
  void aFileThatNoSegmentCanBeIsFound() throws IOException {
    Path file = checked.directory.resolve(last(FileKind.LOG));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 31);
    }

    assertThat(checked.lines())
        .containsExactly(
            last(FileKind.LOG) + " at position 2147483647: is larger than a segment can be");
    Files.delete(file);
  }

  // ---- segments that are not there

  /** Removes the second segment; returns what is said of the third. */
  private String removeSecond() {
    long second = FileKind.LOG.offsetIn(checked.nameOf(FileKind.LOG, 1));
    checked.deleteSegment(second);
    String third = checked.nameOf(FileKind.LOG, 1);
    long missing = FileKind.LOG.offsetIn(third) - 1;
    return third
        + " at position 0: %soffsets "
        + second
        + " to "
        + missing
        + " are missing before it";
  }

  private static final String UNLESS = ", unless compaction took them";

  @Test
  void aMissingSegmentIsFound() {
    String expected = removeSecond();

    assertThat(checked.lines()).containsExactly(expected.formatted(""));
  }

  @Test
  void whetherASegmentIsMissingCannotBeToldWithoutTheCleanersCheckpoint() {
    String expected = removeSecond();
    checked.state = new LogState(true, false, Map.of());

    assertThat(checked.lines()).containsExactly(expected.formatted("note: ") + UNLESS);
    assertThat(checked.findings.get(0).isNote()).isTrue();
  }

  @Test
  void aGapBelowTheCleanersCheckpointIsWhatApacheKafkaLeaves() {
    removeSecond();
    checked.state = CheckedLog.state(true, OffsetCheckpoint.CLEANER, 30);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aGapAboveTheCleanersCheckpointIsFound() {
    String expected = removeSecond();
    checked.state = CheckedLog.state(true, OffsetCheckpoint.CLEANER, 3);

    assertThat(checked.lines()).containsExactly(expected.formatted(""));
  }

  @Test
  void aGapBehindTheRecoveryPointIsFoundAfterACrashTooAndNotedBelow() {
    String expected = removeSecond();
    checked.state = CheckedLog.state(false, OffsetCheckpoint.RECOVERY_POINT, 3);

    assertThat(checked.lines()).containsExactly(expected.formatted(""));

    checked.state = CheckedLog.state(false, OffsetCheckpoint.RECOVERY_POINT, 30);

    assertThat(checked.lines()).containsExactly(expected.formatted("note: ") + UNLESS);
  }

  @Test
  void whileACompactedSegmentIsOnItsWayInNothingIsDecided() {
    checked.delete(checked.nameOf(FileKind.OFFSET_INDEX, 2));
    String expected = removeSecond();
    String name = checked.nameOf(FileKind.OFFSET_INDEX, 0);
    checked.write(name + FileKind.SWAP, checked.read(name));

    assertThat(checked.lines()).contains(expected.formatted("note: ") + UNLESS).hasSize(2);
    assertThat(checked.findings).allMatch(Finding::isNote);
  }

  @Test
  void noGapIsSeenBehindDamage() {
    removeSecond();
    checked.flip(FIRST, 75 + 70);

    assertThat(checked.lines()).containsExactly(FIRST + " at position 75: no undamaged batch");
  }

  @Test
  void firstSegmentsThatAreMissingAreFound() {
    checked.deleteSegment(0);
    long first = FileKind.LOG.offsetIn(checked.nameOf(FileKind.LOG, 0));
    checked.state = CheckedLog.state(true, OffsetCheckpoint.LOG_START, 2);

    assertThat(checked.lines())
        .containsExactly(
            "log-start-offset-checkpoint at position 4: v-0 has offset 2, the first segment begins"
                + " at "
                + first);

    checked.state = CheckedLog.state(false, OffsetCheckpoint.LOG_START, 2);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aDirectoryWithoutSegmentsIsSound() {
    for (String name : checked.disk.list(checked.directory)) {
      checked.delete(name);
    }
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).isEmpty();
    assertThat(checked.verify()).isEqualTo(LogVerifier.Summary.NOTHING);
  }
}
