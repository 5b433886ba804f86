package io.ottla.storage.verify;

import io.ottla.wire.record.RecordBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a log that are open where the check stands: the only thing that it remembers
 * of more than the batch at hand. What compaction, retention or damage took is not known, and
 * nothing is concluded from it.
 */
final class OpenTransactions {
  private final Map<Long, Long> firstOffsets = new LinkedHashMap<>();
  private final long logStartOffset;
  private long knownFrom;
  private long nextOffset;
  private @Nullable StableClaim claim;

  /** The batches from the first one on, of which the broker does not know those below the start. */
  OpenTransactions(long firstBaseOffset, long logStartOffset) {
    this.logStartOffset = logStartOffset;
    restartAt(firstBaseOffset);
  }

  /** An index entry that says the log is stable below an offset that lay ahead. */
  record StableClaim(Path file, long position, long offset) {}

  /** Tells that what lies before the offset could not be looked at. */
  void restartAt(long offset) {
    firstOffsets.clear();
    knownFrom = offset;
    nextOffset = offset;
  }

  /** Takes a batch in, before its marker is looked at; returns a claim that it contradicts. */
  @Nullable StableClaim accept(RecordBatch batch) {
    boolean isEmptied = batch.recordCount() == 0;
    if (batch.baseOffset() > nextOffset) {
      restartAt(batch.baseOffset());
    }
    nextOffset = batch.nextOffset();
    if (isEmptied) {
      knownFrom = nextOffset;
    } else if (batch.lastOffset() < logStartOffset) {
      restartAt(nextOffset);
    } else if (batch.isTransactional() && !batch.isControl()) {
      return begin(batch);
    }
    return null;
  }

  private @Nullable StableClaim begin(RecordBatch batch) {
    boolean isNew = firstOffsets.putIfAbsent(batch.producerId(), batch.baseOffset()) == null;
    return isNew ? takeClaimAbove(batch.baseOffset()) : null;
  }

  /** Whether the beginning of a transaction at the offset could have been missed. */
  boolean mayHaveMissed(long offset) {
    return offset >= 0 && offset < knownFrom;
  }

  /** Ends a transaction; returns its first offset, or null when nothing of it was seen. */
  @Nullable Long end(long producerId) {
    return firstOffsets.remove(producerId);
  }

  /** The first offset of the oldest open transaction; null when there is none. */
  @Nullable Long oldest() {
    return firstOffsets.isEmpty() ? null : firstOffsets.values().iterator().next();
  }

  /** Remembers what an entry says of offsets that lie ahead. */
  void claim(StableClaim made) {
    if (claim == null || made.offset() > claim.offset()) {
      claim = made;
    }
  }

  /** What an entry said of offsets above this one, once. */
  @Nullable StableClaim takeClaimAbove(long offset) {
    StableClaim made = claim;
    if (made == null || made.offset() <= offset) {
      return null;
    }
    claim = null;
    return made;
  }
}
