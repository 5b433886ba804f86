package io.ottla.storage.log;

import io.ottla.storage.segment.SegmentList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/**
 * The largest timestamp of a log up to the end of each of its completed segments: it only rises, so
 * that a search by time need not ask every segment. The values may be too large once segments are
 * gone or compacted, never too small, so a search begins at or before the right segment.
 *
 * <p>Of segments that a log was opened with the {@link SegmentList} may know it; the others are
 * asked for theirs once someone searches. Read and replaced whole by any thread that searches; the
 * log's loop clears it.
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
    SegmentList list = segments.get();
    int timed = list.timedCount();
    if (timed > 0 && list.largestUpTo(timed - 1) >= timestampMs) {
      return list.baseOffset(firstAtLeast(timestampMs, timed - 1, list::largestUpTo));
    }
    int step = firstAtLeast(timestampMs, known.count(), index -> known.timestamps[index]);
    long endOfTimed = timed == 0 ? -1 : list.baseOffset(timed - 1);
    if (step == 0) {
      return endOfTimed; // what lay before the first step may not be cold any more
    }
    return step < known.count()
        ? known.baseOffsets[step]
        : Math.max(known.lastBaseOffset(), endOfTimed);
  }

  /** The first index whose value, of so many that only rise, is not smaller; else their count. */
  private static int firstAtLeast(long value, int count, IntToLongFunction values) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values.applyAsLong(middle) >= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  // The steps are looked at before the list: those of a log that was cut off since are not set.
  private Steps extended() {
    Steps known = steps;
    SegmentList list = segments.get();
    int timed = list.timedCount();
    int next = Math.max(timed, list.floorIndex(known.lastBaseOffset()) + 1);
    int added = list.count() - 1 - next;
    if (added < WORTH_KEEPING) {
      return known;
    }
    int count = known.count();
    long[] baseOffsets = Arrays.copyOf(known.baseOffsets, count + added);
    long[] timestamps = Arrays.copyOf(known.timestamps, count + added);
    long largest = largestBefore(known, list, timed);
    for (int i = 0; i < added; i++) {
      baseOffsets[count + i] = list.baseOffset(next + i);
      largest = Math.max(largest, list.largestTimestampMs(next + i));
      timestamps[count + i] = largest;
    }
    Steps result = new Steps(baseOffsets, timestamps);
    STEPS.compareAndSet(this, known, result);
    return result;
  }

  private static long largestBefore(Steps known, SegmentList list, int timed) {
    if (known.count() > 0) {
      return known.timestamps[known.count() - 1];
    }
    return timed == 0 ? Long.MIN_VALUE : list.largestUpTo(timed - 1);
  }
}
