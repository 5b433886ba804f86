package io.ottla.storage.compact;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is to be compacted, as the log's loop saw it.
 *
 * @param segments from the log's first on, none of which is appended to
 * @param logStartOffset what lies below it can no longer be read
 * @param firstDirtyOffset everything below it was compacted before
 * @param behind the segment that follows the last one
 * @param latestEpoch of the log; what will be appended has no earlier one
 * @param lastOffsets the last offset of each producer that the log knows, by its id
 * @param aborted asked off the loop: the aborted transactions of the segments
 * @param rules what limits the result
 * @param nowMs when tombstones are looked at
 * @param onNamesChanged hears, on whatever thread, that files were made
 */
public record CompactionPlan(
    LogFiles files,
    List<Segment> segments,
    long logStartOffset,
    long firstDirtyOffset,
    Segment behind,
    int latestEpoch,
    Map<Long, Long> lastOffsets,
    Supplier<List<AbortedTransaction>> aborted,
    Rules rules,
    long nowMs,
    Runnable onNamesChanged) {
  /** Copies the collections. */
  public CompactionPlan {
    segments = List.copyOf(segments);
    lastOffsets = Map.copyOf(lastOffsets);
  }

  /** Behind the last segment. */
  long endOffset() {
    return behind.baseOffset();
  }

  /** The segment that follows the first so many. */
  Segment follower(int count) {
    return count < segments.size() ? segments.get(count) : behind;
  }

  /**
   * The topic's settings as of the plan.
   *
   * @param segmentBytes {@code segment.bytes}
   * @param indexIntervalBytes {@code index.interval.bytes}
   * @param deleteRetentionMs {@code delete.retention.ms}
   */
  public record Rules(int segmentBytes, int indexIntervalBytes, long deleteRetentionMs) {}
}
