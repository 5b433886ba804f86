package io.ottla.storage.verify;

import io.ottla.wire.record.RecordBatch;

/** What an index may say of a batch: where it begins in bytes, its last offset, its timestamp. */
record BatchPlace(int position, long lastOffset, long maxTimestampMs) {
  static BatchPlace of(RecordBatch batch, int position) {
    return new BatchPlace(position, batch.lastOffset(), batch.maxTimestamp());
  }
}
