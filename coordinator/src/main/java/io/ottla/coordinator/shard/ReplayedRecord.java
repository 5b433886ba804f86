package io.ottla.coordinator.shard;

import io.ottla.wire.record.RecordBatch;

/**
 * A record at its place in the log.
 *
 * @param producerId of the transaction that the record belongs to, or {@link
 *     RecordBatch#NO_PRODUCER_ID}
 */
public record ReplayedRecord(long offset, long producerId, CoordinatorRecord record) {
  /** Whether the record counts only once its transaction is committed. */
  public boolean isTransactional() {
    return producerId != RecordBatch.NO_PRODUCER_ID;
  }
}
