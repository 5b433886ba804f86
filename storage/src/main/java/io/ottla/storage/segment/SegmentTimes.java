package io.ottla.storage.segment;

import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.wire.record.RecordBatch;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the timestamps in a segment, in ms; looked for in its files once someone asks.
 * Noted by the partition's loop, asked from any thread.
 */
final class SegmentTimes {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private static final AtomicReferenceFieldUpdater<SegmentTimes, TimestampedOffset> LARGEST =
      AtomicReferenceFieldUpdater.newUpdater(
          SegmentTimes.class, TimestampedOffset.class, "largest");

  private final Segment segment;
  private volatile @Nullable TimestampedOffset largest;
  private volatile long first = UNKNOWN;

  SegmentTimes(Segment segment) {
    this.segment = segment;
  }

  /** Tells the largest timestamp, or that it is not known. */
  void setLargest(@Nullable TimestampedOffset known) {
    largest = known;
  }

  /** Tells that there is no batch. */
  void clear() {
    largest = new TimestampedOffset(-1, segment.baseOffset());
    first = UNKNOWN;
  }

  /** Counts a batch at a position behind all others, and returns the largest timestamp then. */
  TimestampedOffset note(RecordBatch batch, int position) {
    TimestampedOffset now = largest();
    long timestamp = batch.maxTimestamp();
    if (timestamp > now.timestampMs()) {
      now = new TimestampedOffset(timestamp, batch.lastOffset());
      largest = now;
    }
    if (first == UNKNOWN && position == 0) {
      first = timestamp;
    }
    return now;
  }

  /** Takes in that nothing is left from a position on. */
  void cutOffAt(int position) {
    largest = segment.search().largestTimestamp(position);
    if (position == 0) {
      first = UNKNOWN;
    }
  }

  TimestampedOffset largest() {
    TimestampedOffset known = largest;
    if (known != null) {
      return known;
    }
    TimestampedOffset found = segment.search().largestTimestamp(segment.size());
    // the loop may have appended or cut off meanwhile, and knows better then
    return LARGEST.compareAndSet(this, null, found) ? found : largest();
  }

  /** The largest, if someone has asked for it before; null otherwise. */
  @Nullable TimestampedOffset knownLargest() {
    return largest;
  }

  /** That of the first batch; -1 when there is none. */
  long first() {
    long known = first;
    if (known == UNKNOWN) {
      Long found = segment.search().firstTimestamp(segment.size());
      if (found == null) {
        return -1;
      }
      known = found;
      first = known;
    }
    return known;
  }
}
