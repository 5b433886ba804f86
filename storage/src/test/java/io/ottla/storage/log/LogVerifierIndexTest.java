package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The indexes of offsets and timestamps against the batches. */
class LogVerifierIndexTest {
  private static final String OFFSETS = "00000000000000000000.index";
  private static final String TIMES = "00000000000000000000.timeindex";

  private final CheckedLog checked;
  private final LogHarness harness;

  LogVerifierIndexTest(@TempDir Path root) {
    checked = new CheckedLog(root.resolve("v-0"));
    harness = new LogHarness(checked.disk, checked.directory, LogHarness.smallSegments(1_000));
    append(60);
    harness.log.close();
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      harness.append("value " + i);
      harness.clock.advanceMs(1);
    }
  }

  private void swapEntries(String file, int size) {
    byte[] content = checked.read(file);
    byte[] first = Arrays.copyOf(content, size);
    System.arraycopy(content, size, content, 0, size);
    System.arraycopy(first, 0, content, size, size);
    checked.write(file, content);
  }

  private String last(FileKind kind) {
    return checked.nameOf(kind, -1);
  }

  @Test
  void indexesThatAgreeAreNoFinding() {
    assertThat(checked.lines()).isEmpty();
    assertThat(checked.read(OFFSETS)).hasSizeGreaterThan(3 * OffsetIndex.ENTRY_SIZE);
    assertThat(checked.read(TIMES)).hasSizeGreaterThan(3 * TimeIndex.ENTRY_SIZE);
  }

  @Test
  void anIndexThatDisagreesIsFound() {
    checked.flip(OFFSETS, 7);
    checked.flip(TIMES, 7);

    assertThat(checked.lines()).hasSize(2);
  }

  @Test
  void anIndexThatNamesAnotherOffsetIsFound() {
    checked.flip(OFFSETS, 3);
    checked.flip(TIMES, 11);

    assertThat(checked.lines()).hasSize(2);
  }

  @Test
  void anyBitThatFlipsIsOneFindingAtItsEntry() {
    for (String file : new String[] {OFFSETS, TIMES}) {
      int size = file.equals(OFFSETS) ? OffsetIndex.ENTRY_SIZE : TimeIndex.ENTRY_SIZE;
      byte[] right = checked.read(file);
      for (int bit = size * Byte.SIZE; bit < 2 * size * Byte.SIZE; bit++) {
        byte[] wrong = right.clone();
        wrong[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        checked.write(file, wrong);
        checked.verify();

        assertThat(checked.findings).as("%s bit %d", file, bit).hasSize(1);
        Finding found = checked.findings.get(0);
        assertThat(found.file()).isEqualTo(checked.directory.resolve(file));
        assertThat(found.position()).isEqualTo(size);
      }
      checked.write(file, right);
    }
  }

  @Test
  void anIndexThatGoesBackIsFound() {
    swapEntries(OFFSETS, OffsetIndex.ENTRY_SIZE);
    swapEntries(TIMES, TimeIndex.ENTRY_SIZE);

    checked.verify();

    assertThat(checked.findings).extracting(Finding::position).containsExactly(8L, 12L);
  }

  @Test
  void anEntryThatIsThereTwiceIsFound() {
    byte[] right = checked.read(OFFSETS);
    ByteBuffer twice = ByteBuffer.allocate(right.length + OffsetIndex.ENTRY_SIZE);
    checked.write(OFFSETS, twice.put(right, 0, OffsetIndex.ENTRY_SIZE).put(right).array());

    assertThat(checked.lines()).singleElement().asString().startsWith(OFFSETS + " at position 8:");
  }

  @Test
  void anIndexThatEndsWithinAnEntryIsFound() {
    checked.lengthen(OFFSETS, 3, 0);

    assertThat(checked.lines()).singleElement().asString().contains("ends within an entry");
  }

  @Test
  void zerosOfAPreallocatedIndexAreNoFinding() {
    checked.lengthen(last(FileKind.OFFSET_INDEX), 80_000, 0);
    checked.lengthen(last(FileKind.TIME_INDEX), 120_000, 0);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void entriesThatAreZeroInPartAreNotUnused() {
    checked.lengthen(last(FileKind.OFFSET_INDEX), 7, 0);
    checked.lengthen(last(FileKind.OFFSET_INDEX), 1, 9);
    checked.lengthen(last(FileKind.TIME_INDEX), 11, 0);
    checked.lengthen(last(FileKind.TIME_INDEX), 1, 1);

    assertThat(checked.lines()).hasSize(2);
  }

  @Test
  void aTimestampOfARecordWithinItsBatchIsNoFinding() {
    harness.log = harness.open(OpenPoint.UNKNOWN);
    harness.log.roll();
    long base = harness.log.logEndOffset();
    harness.append("a", "b");
    harness.log.close();
    String times = FileKind.TIME_INDEX.nameOf(base);

    checked.flip(times, 11); // the first record, not the last

    assertThat(checked.lines()).noneMatch(line -> line.startsWith(times));
  }

  @Test
  void aMissingIndexIsFound() {
    checked.delete(OFFSETS);
    checked.delete(TIMES);

    assertThat(checked.lines())
        .containsExactlyInAnyOrder(
            OFFSETS + " at position 0: is missing", TIMES + " at position 0: is missing");
  }

  @Test
  void aMissingIndexThatAStartBuildsAnewIsNoted() {
    checked.delete(OFFSETS);
    checked.delete(TIMES);
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines())
        .containsExactlyInAnyOrder(
            OFFSETS + " at position 0: note: is missing",
            TIMES + " at position 0: note: is missing");

    checked.state = CheckedLog.state(false, OffsetCheckpoint.RECOVERY_POINT, 60);

    assertThat(checked.lines())
        .containsExactly(
            OFFSETS + " at position 0: is missing", TIMES + " at position 0: is missing");
  }

  @Test
  void theIndexesOfTheLastSegmentMayBeMissingAfterACrash() {
    checked.delete(last(FileKind.OFFSET_INDEX));
    checked.delete(last(FileKind.TIME_INDEX));
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void whatTheIndexOfTheLastSegmentSaysAfterACrashIsNoted() {
    checked.lengthen(last(FileKind.TIME_INDEX), 12, 1);
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).singleElement().asString().contains(": note: says that timestamp");
  }

  @Test
  void anEmptySegmentNeedsNoIndexes(@TempDir Path root) {
    CheckedLog empty = new CheckedLog(root.resolve("e-0"));
    new LogHarness(empty.disk, empty.directory, LogConfig.DEFAULT).log.close();

    assertThat(empty.lines()).isEmpty();
    assertThat(empty.disk.list(empty.directory)).noneMatch(name -> name.endsWith("index"));
  }

  @Test
  void anIndexOfTimestampsThatIsCutOffBetweenEntriesIsFound() {
    checked.shorten(TIMES, TimeIndex.ENTRY_SIZE);

    assertThat(checked.lines())
        .singleElement()
        .asString()
        .startsWith(TIMES + " at position ")
        .contains(": ends with timestamp ");

    checked.write(TIMES, new byte[0]);

    assertThat(checked.lines()).hasSize(1);
  }

  @Test
  void anIndexOfOffsetsThatIsCutOffBetweenEntriesIsNoted() {
    String second = checked.nameOf(FileKind.OFFSET_INDEX, 1);
    checked.shorten(second, OffsetIndex.ENTRY_SIZE);

    assertThat(checked.lines())
        .singleElement()
        .asString()
        .startsWith(second + " at position ")
        .contains(": note: ends ", "some may be missing");

    checked.write(second, new byte[0]);

    assertThat(checked.lines()).hasSize(1);
  }

  @Test
  void behindDamageNoEntryIsMissed() {
    checked.flip("00000000000000000000.log", 70);

    assertThat(checked.lines())
        .containsExactly("00000000000000000000.log at position 0: no undamaged batch");
  }
}
