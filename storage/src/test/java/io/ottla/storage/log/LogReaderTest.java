package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.codec.FileSlice;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private final LogHarness harness = harnessOn(Path.of("/data/r-0"));

  private static LogHarness harnessOn(Path directory) {
    return new LogHarness(new SimDisk(), directory, LogHarness.smallSegments(1_000));
  }

  /** A batch of a record for each timestamp. */
  private void appendAt(long... timestampsMs) {
    RecordBatchBuilder batch = RecordBatchBuilder.plain();
    for (long timestampMs : timestampsMs) {
      batch.append(timestampMs, null, LogHarness.utf8("t" + timestampMs));
    }
    harness.log.append(batch.build(), 3, AppendOrigin.COORDINATOR);
  }

  private void follow(long baseOffset, String value) {
    ByteBuffer batch = harness.batch(BatchAttributes.PLAIN, value);
    RecordBatch.of(batch).assign(baseOffset, 0);
    assertThat(harness.log.appendAsFollower(batch).isOk()).isTrue();
  }

  @Test
  void theLargestTimestampIsFoundInWhateverSegmentItLies() {
    assertThat(harness.log.findLargestTimestamp()).isNull();
    appendAt(10, 20);
    harness.log.roll();
    appendAt(15, 70, 30);
    harness.log.roll();
    appendAt(40);
    harness.log.roll();

    assertThat(harness.log.findLargestTimestamp()).isEqualTo(new FoundOffset(70, 3, 3));
  }

  @Test
  void recordsBelowTheLogsStartAreNotFoundByTheirTimestamp() {
    appendAt(100, 10);
    harness.log.roll();
    appendAt(20, 50, 60);

    harness.log.incrementLogStartOffset(1);

    assertThat(harness.log.findOffset(40)).isEqualTo(new FoundOffset(50, 3, 3));
    assertThat(harness.log.findOffset(5)).isEqualTo(new FoundOffset(10, 1, 3));
    assertThat(harness.log.findOffset(61)).isNull();
  }

  @Test
  void aReaderInAGapBetweenSegmentsGetsTheNextSegment() {
    follow(0, "a");
    harness.log.roll();
    follow(5, "b");
    harness.log.roll();
    follow(9, "c");

    assertThat(harness.readAll(1)).containsExactly("5=b", "9=c");
    assertThat(harness.log.read(6, 1_000, 9, true).records().sizeInBytes()).isZero();
    assertThat(harness.log.read(6, 1_000, 8, true).records().sizeInBytes()).isZero();
  }

  @Test
  void whoAsksForNothingGetsNothing() {
    harness.append("a");

    assertThat(harness.log.read(0, 0, Long.MAX_VALUE, false).error()).isEqualTo(ErrorCode.NONE);
    assertThat(harness.log.read(0, 0, Long.MAX_VALUE, false).records().sizeInBytes()).isZero();
    assertThat(harness.log.read(0, 0, Long.MAX_VALUE, true).records().sizeInBytes()).isPositive();
    assertThat(harness.log.read(0, 1, Long.MAX_VALUE, false).records().sizeInBytes()).isZero();
  }

  @Test
  void onlyWhatIsNotInMemoryIsCold() {
    harness.append("a");
    harness.append("b");
    harness.reopenCleanly();
    harness.append("c");
    harness.log.incrementLogStartOffset(1);

    assertThat(harness.log.isCold(0)).isFalse();
    assertThat(harness.log.isCold(1)).isTrue();
    assertThat(harness.log.isCold(2)).isFalse();
    assertThat(harness.log.isCold(3)).isFalse();
  }

  @Test
  void whatIsCutOffUnderAReaderBecomesZeros() {
    harness.append("a");
    int firstBytes = (int) harness.log.sizeInBytes();
    harness.append("b");
    LogRead read = harness.log.read(0, 1_000, Long.MAX_VALUE, true);
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes() + 7);

    harness.log.truncateTo(1);
    read.records().writeTo(bytes);
    read.records().release();

    assertThat(bytes.position()).isEqualTo(2 * firstBytes);
    assertThat(RecordBatch.of(bytes.flip()).isCrcValid()).isTrue();
    bytes.position(firstBytes);
    assertThat(bytes.slice()).isEqualTo(ByteBuffer.allocate(firstBytes));
  }

  @Test
  void batchesAreSentFromTheFileItself(@TempDir Path root) throws IOException {
    LogHarness real =
        new LogHarness(new RealDisk(), root.resolve("s-0"), LogHarness.smallSegments(1_000));
    real.append("a");
    real.append("b");

    LogRead read = real.log.read(1, 1_000, Long.MAX_VALUE, true);
    FileSlice slice = read.records().fileSlice();

    assertThat(slice).isNotNull();
    ByteBuffer sent = ByteBuffer.allocate(slice.size());
    int unused = slice.channel().read(sent, slice.position());
    assertThat(RecordBatch.of(sent.flip()).baseOffset()).isEqualTo(1);
    read.records().load();
    read.records().release();
    harness.append("a");
    LogRead simulated = harness.log.read(0, 1_000, Long.MAX_VALUE, true);
    assertThat(simulated.records().fileSlice()).isNull();
    simulated.records().release();
  }
}
