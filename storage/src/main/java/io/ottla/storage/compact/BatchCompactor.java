package io.ottla.storage.compact;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordCursor;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a batch. Batches come in the order of the log, from its first on. Owned by one
 * thread.
 *
 * <p>A record stays when no later one has its key; one without a key, or of an aborted transaction,
 * goes. A tombstone, and the marker of a transaction of which nothing is left, stays until the
 * delete horizon that the first compaction to see it writes into its batch (KIP-534). The last
 * batch of a producer stays, empty if need be, so that its sequence numbers are not forgotten.
 */
final class BatchCompactor {
  private final OffsetMap lastOffsets;
  private final long mapEndOffset;
  private final AbortedRanges aborted;
  private final Map<Long, Long> producers;
  private final long nowMs;
  private final long deleteRetentionMs;
  private final Set<Long> producersWithData = new HashSet<>();

  BatchCompactor(
      OffsetMap lastOffsets, long mapEndOffset, AbortedRanges aborted, CompactionPlan plan) {
    this.lastOffsets = lastOffsets;
    this.mapEndOffset = mapEndOffset;
    this.aborted = aborted;
    this.producers = plan.lastOffsets();
    this.nowMs = plan.nowMs();
    this.deleteRetentionMs = plan.rules().deleteRetentionMs();
  }

  /**
   * What stays of a batch.
   *
   * @param bytes null when nothing does
   * @param ended the aborted transaction whose marker this is, if readers must still know it
   */
  record Kept(@Nullable ByteBuffer bytes, @Nullable AbortedTransaction ended) {
    private static final Kept NOTHING = new Kept(null, null);
  }

  /**
   * Compacts one batch.
   *
   * @param isAnchor whether the batch must stay, empty if need be, to mark the end of its segment
   */
  Kept compact(RecordBatch batch, boolean isAnchor) {
    if (batch.isControl()) {
      return compactMarker(batch, isAnchor);
    }
    if (batch.isTransactional()) {
      producersWithData.add(batch.producerId());
    }
    boolean isAborted = aborted.isAborted(batch);
    Survey survey = isAborted ? Survey.NOTHING_STAYS : survey(batch);
    // Also of a batch that an earlier run has left empty: it stays only as long as it must.
    if (survey.kept() == 0 && !isAnchor && !isLastOfProducer(batch)) {
      return Kept.NOTHING;
    }
    if (survey.kept() == batch.recordCount() && !survey.needsHorizon()) {
      return new Kept(batch.slice(), null);
    }
    return new Kept(rebuild(batch, survey), null);
  }

  private Kept compactMarker(RecordBatch batch, boolean isAnchor) {
    boolean hasData = producersWithData.remove(batch.producerId());
    AbortedTransaction ended = hasData ? aborted.find(batch) : null;
    if (hasData) {
      return new Kept(batch.slice(), ended);
    }
    if (!batch.hasDeleteHorizon()) {
      return new Kept(rebuild(batch, new Survey(batch.recordCount(), true)), null);
    }
    boolean isDue = nowMs > batch.baseTimestamp() && !isLastOfProducer(batch);
    if (!isDue) {
      return new Kept(batch.slice(), null);
    }
    return isAnchor ? new Kept(rebuild(batch, Survey.NOTHING_STAYS), null) : Kept.NOTHING;
  }

  private boolean isLastOfProducer(RecordBatch batch) {
    Long last = producers.get(batch.producerId());
    return batch.hasProducerId() && last != null && last == batch.lastOffset();
  }

  /** How many records stay, and whether their batch must be given a delete horizon. */
  private record Survey(int kept, boolean needsHorizon) {
    private static final Survey NOTHING_STAYS = new Survey(0, false);
  }

  private Survey survey(RecordBatch batch) {
    int kept = 0;
    boolean hasTombstone = false;
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        if (stays(batch, cursor)) {
          kept++;
          hasTombstone |= !cursor.hasValue();
        }
      }
    }
    return new Survey(kept, hasTombstone && !batch.hasDeleteHorizon());
  }

  private boolean stays(RecordBatch batch, RecordCursor cursor) {
    if (cursor.offset() >= mapEndOffset) {
      return true;
    }
    ByteBuffer key = cursor.key();
    if (key == null || lastOffsets.get(key) > cursor.offset()) {
      return false;
    }
    return cursor.hasValue() || !batch.hasDeleteHorizon() || nowMs <= batch.baseTimestamp();
  }

  private ByteBuffer rebuild(RecordBatch batch, Survey survey) {
    BatchAttributes attributes = BatchAttributes.of(batch);
    if (survey.needsHorizon()) {
      attributes = attributes.withDeleteHorizon(nowMs + deleteRetentionMs);
    }
    RecordBatchBuilder builder = new RecordBatchBuilder(attributes, batch.baseOffset());
    if (survey.kept() > 0) {
      copy(batch, builder);
    }
    if (survey.kept() == 0 || batch.timestampType() == TimestampType.LOG_APPEND_TIME) {
      builder.maxTimestamp(batch.maxTimestamp());
    }
    return builder.lastOffset(batch.lastOffset()).build();
  }

  private void copy(RecordBatch batch, RecordBatchBuilder builder) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        if (batch.isControl() || stays(batch, cursor)) {
          builder.append(cursor);
        }
      }
    }
  }
}
