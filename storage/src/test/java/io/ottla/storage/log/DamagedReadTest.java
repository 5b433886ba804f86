package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What readers get where a bit has flipped that no checksum covers, or that only they check. */
class DamagedReadTest {
  private static final Path DIRECTORY = Path.of("/data/t-0");
  private static final Path FIRST_LOG = DIRECTORY.resolve("00000000000000000000.log");
  private static final Path FIRST_INDEX = DIRECTORY.resolve("00000000000000000000.index");
  private static final int ENTRY_SIZE = 8;

  private final SimDisk disk = new SimDisk();

  @Test
  void aBatchThatClaimsTheOffsetsOfLaterSegmentsIsStillRead() {
    LogHarness harness = harness(200);
    for (int i = 0; i < 6; i++) {
      harness.append("value " + i);
    }
    harness.reopenCleanly();
    RecordBatch first = new RecordBatch(ByteBuffer.wrap(disk.readAll(FIRST_LOG)), 0);
    int second = first.sizeInBytes();
    disk.flipBit(FIRST_LOG, second + BatchLayout.LAST_OFFSET_DELTA, 3);

    LogRead read = harness.log.read(1, 1 << 20, Long.MAX_VALUE, true);

    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();
    RecordBatch found = new RecordBatch(bytes.flip(), 0);
    assertThat(found.baseOffset()).isEqualTo(1);
    assertThat(found.isCrcValid()).isFalse();
    assertThat(read.nextOffset()).isEqualTo(2);
  }

  @Test
  void anIndexEntryThatPointsIntoABatchIsPassedOver() {
    LogHarness harness = harness(1 << 20);
    for (int i = 0; i < 6; i++) {
      harness.append("value " + i);
    }
    int batchBytes = new RecordBatch(ByteBuffer.wrap(disk.readAll(FIRST_LOG)), 0).sizeInBytes();
    harness.reopenCleanly();
    int position = ByteBuffer.wrap(disk.readAll(FIRST_INDEX)).getInt(4 * ENTRY_SIZE - 4);
    assertThat(position).isEqualTo(4 * batchBytes);
    disk.flipBit(FIRST_INDEX, 4 * ENTRY_SIZE - 1, Integer.numberOfTrailingZeros(position));

    LogRead read = harness.log.read(0, 4 * batchBytes, Long.MAX_VALUE, true);

    assertThat(LogHarness.records(read)).hasSize(4);
    assertThat(read.nextOffset()).isEqualTo(4);
  }

  @Test
  void aBatchThatEndsBeforeItBeginsIsDamageAndNotPassedOver() {
    LogHarness harness = harness(200);
    for (int i = 0; i < 6; i++) {
      harness.append("value " + i);
    }
    harness.reopenCleanly();
    disk.flipBit(FIRST_LOG, BatchLayout.LAST_OFFSET_DELTA, 7);

    assertThatThrownBy(() -> harness.log.read(0, 1 << 20, Long.MAX_VALUE, true))
        .isInstanceOf(CorruptLogException.class);
  }

  /** Closed in order, but for the snapshot of the producers, which tells where the log ends. */
  private LogHarness closedWithoutSnapshot() {
    LogHarness harness = harness(1 << 20);
    for (int i = 0; i < 6; i++) {
      harness.append("value " + i);
    }
    harness.log.close();
    for (String name : disk.list(DIRECTORY)) {
      if (name.endsWith(".snapshot")) {
        disk.delete(DIRECTORY.resolve(name));
      }
    }
    return harness;
  }

  @Test
  void aLastIndexEntryThatIsDamagedDoesNotHideTheEndOfTheLog() {
    LogHarness harness = closedWithoutSnapshot();
    byte[] index = Objects.requireNonNull(disk.readAll(FIRST_INDEX));
    int last = index.length - ENTRY_SIZE / 2;
    int position = ByteBuffer.wrap(index).getInt(last);
    int size = (int) disk.size(FIRST_LOG);

    for (int wrong : new int[] {-1, position + 1, size, size + 1, Integer.MAX_VALUE}) {
      disk.replace(FIRST_INDEX, ByteBuffer.wrap(index.clone()).putInt(last, wrong).array(), true);
      harness.log = harness.open(harness.point(true));
      assertThat(harness.log.logEndOffset()).isEqualTo(6);
    }
  }

  @Test
  void aTailThatIsDamagedIsToldByItsFileAndPosition() {
    LogHarness harness = closedWithoutSnapshot();
    byte[] log = Objects.requireNonNull(disk.readAll(FIRST_LOG));
    disk.replace(FIRST_LOG, Arrays.copyOf(log, log.length - 1), true);

    assertThatThrownBy(() -> harness.open(harness.point(true)))
        .isInstanceOf(CorruptLogException.class)
        .hasMessage("no batch in " + FIRST_LOG + " at position " + log.length / 6 * 5);
  }

  private LogHarness harness(int segmentBytes) {
    disk.createDirectories(Path.of("/data"));
    return new LogHarness(disk, DIRECTORY, LogHarness.smallSegments(segmentBytes));
  }
}
