package io.ottla.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.compress.Compression;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class BatchCheckTest {
  private static final int MAX_BYTES = 1_000;
  private static final int VERSION = 13;

  private final ByteBuffer batch = Batches.ofValues(BatchAttributes.PLAIN, "a", "b");

  @Test
  void whatAProducerSendsPasses() {
    assertThat(check(batch)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void theCheckLeavesTheBufferAlone() {
    ByteBuffer behindOthers = ByteBuffer.allocate(500).position(7).put(batch).flip().position(7);

    assertThat(check(behindOthers)).isEqualTo(ErrorCode.NONE);
    assertThat(behindOthers.position()).isEqualTo(7);
  }

  @Test
  void noBatchAtAllIsInvalid() {
    assertThat(check(ByteBuffer.allocate(0))).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(ByteBuffer.allocate(11))).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void aPartialBatchIsInvalid() {
    assertThat(check(batch.limit(batch.limit() - 1))).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void aSecondBatchIsInvalid() {
    ByteBuffer two =
        ByteBuffer.allocate(batch.limit() * 2).put(batch.duplicate()).put(batch.duplicate()).flip();

    assertThat(check(two)).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void anImpossibleLengthIsCorrupt() {
    assertThat(check(batch.putInt(BatchLayout.BATCH_LENGTH, -1)))
        .isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    assertThat(check(batch.putInt(BatchLayout.BATCH_LENGTH, Integer.MIN_VALUE)))
        .isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    assertThat(check(batch.putInt(BatchLayout.BATCH_LENGTH, 48)))
        .isEqualTo(ErrorCode.CORRUPT_MESSAGE);
  }

  @Test
  void olderFormatsAreInvalidAndOthersCorrupt() {
    assertThat(check(batch.put(BatchLayout.MAGIC, (byte) 0))).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(batch.put(BatchLayout.MAGIC, (byte) 1))).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(batch.put(BatchLayout.MAGIC, (byte) 3))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
    assertThat(check(batch.put(BatchLayout.MAGIC, (byte) -1))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
  }

  @Test
  void theSizeLimitIncludesItself() {
    assertThat(BatchCheck.check(batch, VERSION, batch.limit()).error()).isEqualTo(ErrorCode.NONE);
    assertThat(BatchCheck.check(batch, VERSION, batch.limit() - 1).error())
        .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
  }

  @Test
  void aWrongChecksumIsCorrupt() {
    assertThat(check(batch.putInt(BatchLayout.CRC, 0))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
  }

  @Test
  void offsetsMustCountTheRecordsFromZero() {
    assertThat(check(batch.putLong(BatchLayout.BASE_OFFSET, 1)))
        .isEqualTo(ErrorCode.INVALID_RECORD);
    batch.putLong(BatchLayout.BASE_OFFSET, 0);

    assertThat(check(signed(batch.putInt(BatchLayout.LAST_OFFSET_DELTA, 0))))
        .isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(signed(batch.putInt(BatchLayout.RECORD_COUNT, 1)))).isEqualTo(ErrorCode.NONE);
    batch.putInt(BatchLayout.RECORD_COUNT, 0).putInt(BatchLayout.LAST_OFFSET_DELTA, -1);
    assertThat(check(signed(batch))).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void unknownCompressionsAreRefused() {
    for (int id = 5; id <= 7; id++) {
      assertThat(check(signed(batch.putShort(BatchLayout.ATTRIBUTES, (short) id))))
          .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
    }
  }

  @Test
  void zstdNeedsARecentRequest() {
    ByteBuffer zstd =
        Batches.ofValues(BatchAttributes.PLAIN.withCompression(Compression.ZSTD), "a");

    assertThat(BatchCheck.check(zstd, 7, MAX_BYTES).error()).isEqualTo(ErrorCode.NONE);
    assertThat(BatchCheck.check(zstd, 6, MAX_BYTES).error())
        .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  }

  @Test
  void controlRecordsAreForBrokersAlone() {
    assertThat(check(ControlBatches.endTransaction(1, (short) 0, true, 0, 0)))
        .isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void theAppendTimeIsForBrokersAlone() {
    BatchAttributes appendTime =
        BatchAttributes.PLAIN.withTimestampType(TimestampType.LOG_APPEND_TIME);

    assertThat(check(Batches.ofValues(appendTime, "a"))).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
  }

  @Test
  void aProducerIdNeedsEpochAndSequence() {
    BatchAttributes plain = BatchAttributes.PLAIN;

    assertThat(check(Batches.ofValues(plain.withProducer(7, (short) 0, 0), "a")))
        .isEqualTo(ErrorCode.NONE);
    assertThat(check(Batches.ofValues(plain.withProducer(7, (short) 0, -1), "a")))
        .isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(Batches.ofValues(plain.withProducer(7, (short) -1, 0), "a")))
        .isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void aTransactionNeedsAProducerId() {
    assertThat(check(Batches.ofValues(BatchAttributes.PLAIN.asTransactional(), "a")))
        .isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void anUnsetMaxTimestampIsNotCredibleButNotRefused() {
    signed(batch.putLong(BatchLayout.MAX_TIMESTAMP, -1));

    assertThat(check(batch)).isEqualTo(ErrorCode.NONE);
    assertThat(BatchCheck.hasCredibleMaxTimestamp(RecordBatch.of(batch))).isFalse();
  }

  private static ErrorCode check(ByteBuffer records) {
    return BatchCheck.check(records, VERSION, MAX_BYTES).error();
  }

  private static ByteBuffer signed(ByteBuffer batch) {
    return batch.putInt(BatchLayout.CRC, (int) RecordBatch.of(batch).computeCrc());
  }
}
