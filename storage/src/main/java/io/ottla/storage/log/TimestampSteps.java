package io.ottla.storage.log;

import io.ottla.storage.segment.SegmentList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

/**
 * The largest timestamp of a log up to the end of each of its completed segments: it only rises, so
 * that a search by time need not ask every segment. The values may be too large once segments are
 * gone or compacted, never too small, so a search begins at or before the right segment.
 *
 * <p>Read and replaced whole by any thread that searches; the log's loop clears it.
 */
final class TimestampSteps {
  private static final int WORTH_KEEPING = 32;
  private static final AtomicReferenceFieldUpdater<TimestampSteps, Steps> STEPS =
      AtomicReferenceFieldUpdater.newUpdater(TimestampSteps.class, Steps.class, "steps");

  private final Supplier<SegmentList> segments;
  private volatile Steps steps = Steps.none();

  /** The steps of the segments that the supplier knows at the time. */
  TimestampSteps(Supplier<SegmentList> segments) {
    this.segments = segments;
  }

  /** Base offsets of segments, and the largest timestamps up to the end of each. */
  private static final class Steps {
    private final long[] baseOffsets;
    private final long[] timestamps;

    Steps(long[] baseOffsets, long[] timestamps) {
      this.baseOffsets = baseOffsets;
      this.timestamps = timestamps;
    }

    static Steps none() {
      return new Steps(new long[0], new long[0]);
    }

    int count() {
      return baseOffsets.length;
    }

    long lastBaseOffset() {
      return count() == 0 ? -1 : baseOffsets[count() - 1];
    }
  }

  /** Forgets everything, after the log was cut off: what is searched for meanwhile is not kept. */
  void clear() {
    steps = Steps.none();
  }

  /** An offset; no segment that ends before it has a timestamp that large. */
  long startFor(long timestampMs) {
    Steps known = extended();
    int low = 0;
    int high = known.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (known.timestamps[middle] >= timestampMs) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == known.count() ? known.lastBaseOffset() : known.baseOffsets[low];
  }

  // The steps are looked at before the list: those of a log that was cut off since are not set.
  private Steps extended() {
    Steps known = steps;
    SegmentList list = segments.get();
    int next = list.floorIndex(known.lastBaseOffset()) + 1;
    int added = list.count() - 1 - next;
    if (added < WORTH_KEEPING) {
      return known;
    }
    int count = known.count();
    long[] baseOffsets = Arrays.copyOf(known.baseOffsets, count + added);
    long[] timestamps = Arrays.copyOf(known.timestamps, count + added);
    long largest = count == 0 ? Long.MIN_VALUE : timestamps[count - 1];
    for (int i = 0; i < added; i++) {
      baseOffsets[count + i] = list.baseOffset(next + i);
      largest = Math.max(largest, list.largestTimestampMs(next + i));
      timestamps[count + i] = largest;
    }
    Steps result = new Steps(baseOffsets, timestamps);
    STEPS.compareAndSet(this, known, result);
    return result;
  }
}
