package io.ottla.storage.compact;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.util.HashSet;
import java.util.Set;

/**
 * Holds the markers of transactions against the index of aborted ones, which no checksum covers: a
 * record that was aborted must never take the place of a committed one. Of what lies below the
 * log's start the index need not know: older releases of Apache Kafka forgot a transaction with its
 * records. Batches come in the order of the log. Owned by one thread.
 */
final class MarkerCheck {
  private final AbortedRanges aborted;
  private final long logStartOffset;
  private final Set<Long> withAborted = new HashSet<>();
  private final Set<Long> withCommitted = new HashSet<>();

  MarkerCheck(AbortedRanges aborted, long logStartOffset) {
    this.aborted = aborted;
    this.logStartOffset = logStartOffset;
  }

  /** Whether a batch is a marker that says otherwise of records before it than the index does. */
  boolean isContradicted(RecordBatch batch) {
    if (!batch.isTransactional()) {
      return false;
    }
    Long producerId = batch.producerId();
    if (!batch.isControl()) {
      if (batch.recordCount() > 0 && batch.baseOffset() >= logStartOffset) {
        (aborted.isAborted(batch) ? withAborted : withCommitted).add(producerId);
      }
      return false;
    }
    boolean hasAborted = withAborted.remove(producerId);
    boolean hasCommitted = withCommitted.remove(producerId);
    return switch (typeOf(batch)) {
      case ABORT -> hasCommitted || endsElsewhere(batch);
      case COMMIT -> hasAborted;
      default -> false;
    };
  }

  // Behind an entry that says too much is stable readers would not look for others.
  private boolean endsElsewhere(RecordBatch marker) {
    AbortedTransaction ended = aborted.find(marker);
    return ended != null
        && (ended.lastOffset() != marker.baseOffset()
            || ended.lastStableOffset() > marker.nextOffset());
  }

  private static ControlType typeOf(RecordBatch batch) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      return cursor.next() ? ControlType.ofKey(cursor.key()) : ControlType.UNKNOWN;
    }
  }
}
