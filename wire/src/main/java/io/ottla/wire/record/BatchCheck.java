package io.ottla.wire.record;

import io.ottla.wire.compress.Compression;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;

/**
 * The rules that records from a producer must keep, checked on the batch's header and checksum
 * alone: no record is walked, nothing is decompressed. Pure functions; {@link FullCheck} looks at
 * the records too.
 *
 * <p>In order: one whole batch of format 2 and nothing behind it, size limit, checksum, offsets,
 * compression, control, producer, timestamp type.
 */
public final class BatchCheck {
  /** Produce requests older than this cannot carry zstd (KIP-110). */
  private static final int FIRST_VERSION_WITH_ZSTD = 7;

  private BatchCheck() {}

  /**
   * Checks what a producer sent for one partition: the remaining bytes of the buffer, whose
   * position is left alone. If it passes, the buffer holds exactly one batch, at its position.
   *
   * @param produceVersion the version of the Produce request
   * @param maxBatchBytes the topic's {@code max.message.bytes}
   */
  public static Verdict check(ByteBuffer records, int produceVersion, int maxBatchBytes) {
    Verdict shape = checkShape(records);
    if (!shape.isOk()) {
      return shape;
    }
    RecordBatch batch = RecordBatch.of(records);
    if (batch.sizeInBytes() > maxBatchBytes) {
      return new Verdict(
          ErrorCode.MESSAGE_TOO_LARGE,
          "the batch has " + batch.sizeInBytes() + " bytes of at most " + maxBatchBytes);
    }
    if (!batch.isCrcValid()) {
      return Verdict.corrupt("the batch's checksum does not match its bytes");
    }
    return checkHeader(batch, produceVersion);
  }

  /** One whole batch of format 2 and nothing else. */
  private static Verdict checkShape(ByteBuffer records) {
    int remaining = records.remaining();
    if (remaining < BatchLayout.LOG_OVERHEAD) {
      return Verdict.invalidRecord("there is no whole batch in " + remaining + " bytes");
    }
    RecordBatch batch = RecordBatch.of(records);
    long size = (long) BatchLayout.LOG_OVERHEAD + batch.batchLength();
    if (size > remaining) {
      return Verdict.invalidRecord(
          "the batch states " + size + " bytes, of which " + remaining + " came");
    }
    if (size <= BatchLayout.MAGIC) {
      return Verdict.corrupt("the batch states " + size + " bytes, too few for any");
    }
    if (batch.magic() < 0 || batch.magic() > BatchLayout.CURRENT_MAGIC) {
      return Verdict.corrupt("there is no message format " + batch.magic());
    }
    if (batch.magic() != BatchLayout.CURRENT_MAGIC) {
      return Verdict.invalidRecord(
          "message format " + batch.magic() + " is not accepted, only format 2");
    }
    if (size < BatchLayout.HEADER_SIZE) {
      return Verdict.corrupt("the batch states " + size + " bytes, fewer than its header has");
    }
    if (size < remaining) {
      return Verdict.invalidRecord(
          "a partition takes one batch per request, but "
              + (remaining - size)
              + " bytes lie behind the first");
    }
    return Verdict.OK;
  }

  /** The rules on single fields of a batch that is whole and undamaged. */
  private static Verdict checkHeader(RecordBatch batch, int produceVersion) {
    if (batch.baseOffset() != 0) {
      return Verdict.invalidRecord("the base offset is " + batch.baseOffset() + " instead of 0");
    }
    if (batch.recordCount() < 1 || batch.lastOffsetDelta() != batch.recordCount() - 1) {
      return Verdict.invalidRecord(
          "a batch of "
              + batch.recordCount()
              + " records has the last offset delta "
              + batch.lastOffsetDelta());
    }
    if (!isCompressionAllowed(batch.compressionId(), produceVersion)) {
      return new Verdict(
          ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
          "compression " + batch.compressionId() + " in a request of version " + produceVersion);
    }
    if (batch.isControl()) {
      return Verdict.invalidRecord("clients may not write control records");
    }
    if (batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
      return new Verdict(
          ErrorCode.INVALID_TIMESTAMP, "a producer may not set the timestamp type LogAppendTime");
    }
    return checkProducer(batch);
  }

  private static Verdict checkProducer(RecordBatch batch) {
    if (batch.hasProducerId() && (batch.baseSequence() < 0 || batch.producerEpoch() < 0)) {
      return Verdict.invalidRecord(
          "producer id "
              + batch.producerId()
              + " comes with epoch "
              + batch.producerEpoch()
              + " and base sequence "
              + batch.baseSequence());
    }
    if (!batch.hasProducerId() && batch.isTransactional()) {
      return Verdict.invalidRecord("a transactional batch has no producer id");
    }
    return Verdict.OK;
  }

  private static boolean isCompressionAllowed(int id, int produceVersion) {
    return Compression.forId(id) != null
        && (id != Compression.ZSTD.id() || produceVersion >= FIRST_VERSION_WITH_ZSTD);
  }

  /**
   * Whether the header's largest timestamp can be true. Some clients leave it unset and Kafka sets
   * it from the records, so such a batch is not refused but walked: {@link FullCheck} finds the
   * true one.
   */
  public static boolean hasCredibleMaxTimestamp(RecordBatch batch) {
    return batch.maxTimestamp() >= batch.baseTimestamp();
  }
}
