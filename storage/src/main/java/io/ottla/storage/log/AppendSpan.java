package io.ottla.storage.log;

import io.ottla.runtime.Invariant;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;

/**
 * Some batches in a row and what a log must know of them.
 *
 * @param bytes the batches, whole
 * @param firstOffset of the first batch
 * @param lastOffset of the last batch
 * @param maxTimestampMs of all batches
 */
record AppendSpan(
    ByteBuffer bytes,
    long firstOffset,
    long lastOffset,
    long maxTimestampMs,
    int largestBatchBytes) {

  /** Gives the batches offsets from the first one on, and the epoch, in place. */
  static AppendSpan assign(
      ByteBuffer bytes, long firstOffset, int leaderEpoch, long logAppendTimeMs) {
    long next = firstOffset;
    long maxTimestampMs = RecordBatch.NO_TIMESTAMP;
    int largestBatchBytes = 0;
    RecordBatches batches = new RecordBatches(bytes);
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      batch.assign(next, leaderEpoch);
      if (logAppendTimeMs >= 0) {
        batch.assignMaxTimestampAndType(logAppendTimeMs, TimestampType.LOG_APPEND_TIME);
      }
      next = batch.nextOffset();
      maxTimestampMs = Math.max(maxTimestampMs, batch.maxTimestamp());
      largestBatchBytes = Math.max(largestBatchBytes, batch.sizeInBytes());
    }
    Invariant.check(
        batches.position() == bytes.limit() && bytes.hasRemaining(),
        "whole batches appended; bytes, of",
        batches.position() - bytes.position(),
        bytes.remaining());
    return new AppendSpan(bytes, firstOffset, next - 1, maxTimestampMs, largestBatchBytes);
  }

  /** The whole batches that reach to the offset or behind it, as the leader sent them. */
  static AppendSpan from(ByteBuffer bytes, long logEndOffset) {
    long firstOffset = -1;
    long lastOffset = -1;
    long maxTimestampMs = RecordBatch.NO_TIMESTAMP;
    int start = bytes.position();
    RecordBatches batches = new RecordBatches(bytes);
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      if (batch.nextOffset() <= logEndOffset && firstOffset < 0) {
        start = batches.position();
        continue;
      }
      if (firstOffset < 0) {
        firstOffset = batch.baseOffset();
      }
      lastOffset = batch.lastOffset();
      maxTimestampMs = Math.max(maxTimestampMs, batch.maxTimestamp());
    }
    int size = batches.position() - start;
    ByteBuffer whole = bytes.slice(start, size);
    return new AppendSpan(whole, firstOffset, lastOffset, maxTimestampMs, 0);
  }
}
