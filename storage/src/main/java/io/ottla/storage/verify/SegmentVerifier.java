package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.LogVerifier.Summary;
import io.ottla.storage.verify.OffsetIndexCheck.Spacing;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Walks a segment once, from batch to batch, beside the entries of its indexes: in memory are a
 * chunk of the batches and a block of each index, however long they are.
 */
final class SegmentVerifier {
  private static final int ZEROS_CHUNK_BYTES = 1 << 16;

  private final SegmentPlace place;
  private final OpenTransactions transactions;
  private final EpochCheck epochs;
  private final LongConsumer onBytes;
  private long batches;
  private long records;
  private boolean isWhole;

  SegmentVerifier(
      SegmentPlace place, OpenTransactions transactions, EpochCheck epochs, LongConsumer onBytes) {
    this.place = place;
    this.transactions = transactions;
    this.epochs = epochs;
    this.onBytes = onBytes;
  }

  /**
   * What was found.
   *
   * @param isWhole whether there is nothing behind the last batch that is none
   * @param nextOffset behind the last batch
   * @param latestEpoch of the batches so far
   */
  record Outcome(Summary summary, boolean isWhole, long nextOffset, int latestEpoch) {}

  Outcome verify(int latestEpoch, Spacing spacing) {
    Path path = place.path(FileKind.LOG);
    try (DiskFile file = place.disk().open(path, Disk.Mode.READ)) {
      long size = file.size();
      if (size > Integer.MAX_VALUE) {
        place.report().damaged(path, Integer.MAX_VALUE, "is larger than a segment can be");
        onBytes.accept(size);
        return new Outcome(new Summary(1, 0, 0, size), false, place.baseOffset(), latestEpoch);
      }
      BatchWalk.Outcome walked = walk(file, latestEpoch, spacing);
      onBytes.accept(size - walked.validBytes());
      Summary summary = new Summary(1, batches, records, size);
      return new Outcome(summary, isWhole, walked.nextOffset(), walked.latestEpoch());
    }
  }

  private BatchWalk.Outcome walk(DiskFile file, int latestEpoch, Spacing spacing) {
    try (OffsetIndexCheck offsets = new OffsetIndexCheck(place, spacing);
        TimeIndexCheck timestamps = new TimeIndexCheck(place);
        TransactionIndexCheck aborted = new TransactionIndexCheck(place, transactions)) {
      BatchWalk.Outcome walked =
          BatchWalk.check(
              file,
              place.baseOffset(),
              latestEpoch,
              (batch, position) -> {
                offsets.accept(batch, position);
                timestamps.accept(batch);
                aborted.accept(batch, position);
                epochs.accept(batch);
                count(batch);
              });
      isWhole = isWhole(file, walked.validBytes());
      if (isWhole) {
        offsets.complete(batches > 0);
        timestamps.complete(batches > 0);
        aborted.complete();
      } else {
        Path path = place.path(FileKind.LOG);
        place.report().damaged(path, walked.validBytes(), "no undamaged batch");
      }
      return walked;
    }
  }

  private void count(RecordBatch batch) {
    batches++;
    records += batch.recordCount();
    onBytes.accept(batch.sizeInBytes());
  }

  /** Zeros behind the last batch of the last segment are what a crash may leave. */
  private boolean isWhole(DiskFile file, long validBytes) {
    return validBytes == file.size() || (place.isLast() && isZeros(file, validBytes));
  }

  private static boolean isZeros(DiskFile file, long from) {
    ByteBuffer chunk = ByteBuffer.allocate(ZEROS_CHUNK_BYTES);
    for (long at = from; at < file.size(); at += chunk.limit()) {
      file.read(chunk.clear(), at);
      chunk.flip();
      while (chunk.hasRemaining()) {
        if (chunk.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
