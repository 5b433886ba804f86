package io.ottla.storage.log;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a log is compacted, and what is to be compacted next. Owned by the log's loop. */
final class LogCompaction {
  static final long NOTHING = -1;

  private final LogFiles files;
  private final LogSegments segments;
  private final LogReader reader;
  private final LogProducers producers;
  private volatile long cleanedOffset;
  private long unsyncedOffset = NOTHING;
  private boolean isUnderWay;

  /** Whether the files of a compaction that a crash has ended may still be there. */
  private volatile boolean hasLeftovers;

  LogCompaction(LogFiles files, LogSegments segments, LogReader reader, LogProducers producers) {
    this.files = files;
    this.segments = segments;
    this.reader = reader;
    this.producers = producers;
  }

  long cleanedOffset() {
    return cleanedOffset;
  }

  void startAt(long offset) {
    cleanedOffset = offset;
    unsyncedOffset = NOTHING;
  }

  /** How far the log is compacted once the names in its directory are on disk, or nothing. */
  long unsyncedOffset() {
    return unsyncedOffset;
  }

  // Were the offset known after a power loss but the new segments not, the next run would let a
  // tombstone go and keep what it deletes.
  void onNamesSynced(long offset) {
    if (offset != NOTHING && offset == unsyncedOffset) {
      cleanedOffset = offset;
      unsyncedOffset = NOTHING;
    }
  }

  /**
   * What is to be compacted now.
   *
   * @param logStartOffset of the log
   * @param limitOffset nothing at or above it: the last stable offset
   * @param latestEpoch of the log
   * @return null when too little is dirty
   */
  @Nullable CompactionPlan plan(
      LogConfig config, long logStartOffset, long limitOffset, int latestEpoch, long nowMs) {
    LogConfig.Compaction rules = config.compaction();
    if (!rules.compact() || unsyncedOffset != NOTHING || hasLeftovers) {
      return null;
    }
    SegmentList list = segments.list();
    int count = compactable(list, rules, limitOffset, nowMs);
    long firstDirty = Math.max(cleanedOffset, list.baseOffset(0));
    if (count == 0 || endOf(list, count - 1) <= firstDirty) {
      return null;
    }
    if (!isDue(list, count, rules, firstDirty, nowMs)) {
      return null;
    }
    isUnderWay = true;
    return new CompactionPlan(
        files,
        list.range(0, count),
        logStartOffset,
        firstDirty,
        list.get(count),
        latestEpoch,
        lastOffsets(),
        () -> reader.aborted(list.baseOffset(0), endOf(list, count - 1)),
        new CompactionPlan.Rules(
            config.roll().segmentBytes(),
            config.roll().indexIntervalBytes(),
            rules.deleteRetentionMs()),
        nowMs,
        segments::tellNamesChanged);
  }

  /** Asks the segments what {@link #plan} asks them. From any thread. */
  void learnAges(LogConfig config, long limitOffset, long nowMs) {
    LogConfig.Compaction rules = config.compaction();
    if (rules.compact()) {
      SegmentList list = segments.list();
      int count = compactable(list, rules, limitOffset, nowMs);
      boolean unused = isDue(list, count, rules, cleanedOffset, nowMs);
      long unusedToo = list.active().firstTimestamp();
    }
  }

  private static int compactable(
      SegmentList list, LogConfig.Compaction rules, long limitOffset, long nowMs) {
    int count = 0;
    while (count + 1 < list.count()
        && endOf(list, count) <= limitOffset
        && isOldEnough(list, count, rules, nowMs)) {
      count++;
    }
    return count;
  }

  // Without a lag nothing is asked of timestamps: one in the future would hold all behind it.
  private static boolean isOldEnough(
      SegmentList list, int index, LogConfig.Compaction rules, long nowMs) {
    return rules.minLagMs() <= 0 || nowMs - Retention.newestMs(list, index) >= rules.minLagMs();
  }

  private static long endOf(SegmentList list, int index) {
    return list.baseOffset(index + 1);
  }

  private static boolean isDue(
      SegmentList list, int count, LogConfig.Compaction rules, long firstDirty, long nowMs) {
    long cleanBytes = 0;
    long dirtyBytes = 0;
    boolean isTooOld = false;
    for (int i = 0; i < count; i++) {
      if (endOf(list, i) <= firstDirty) {
        cleanBytes += list.size(i);
      } else {
        dirtyBytes += list.size(i);
        isTooOld |= list.size(i) > 0 && isTooOld(list.get(i), rules, nowMs);
      }
    }
    double allBytes = (double) cleanBytes + dirtyBytes;
    return isTooOld || dirtyBytes > rules.minCleanableDirtyRatio() * allBytes;
  }

  // As with Apache Kafka, records without a timestamp wait for the ratio.
  private static boolean isTooOld(Segment segment, LogConfig.Compaction rules, long nowMs) {
    long begunMs = segment.firstTimestamp();
    return begunMs >= 0 && nowMs - begunMs > rules.maxLagMs();
  }

  private Map<Long, Long> lastOffsets() {
    Map<Long, Long> offsets = new HashMap<>();
    for (ProducerEntry producer : producers.all()) {
      offsets.put(producer.producerId(), producer.lastOffset());
    }
    return offsets;
  }

  /** Whether there may be files of a plan that was not completed. */
  boolean mayHaveLeftovers() {
    return isUnderWay || hasLeftovers;
  }

  /** Puts off all plans until the files of an earlier one are gone. */
  void setLeftovers(boolean isThere) {
    hasLeftovers = isThere;
  }

  void complete(CompactionResult result, long fileDeleteDelayMs) {
    boolean isComplete = true;
    for (CompactionResult.Replacement replacement : result.replacements()) {
      isComplete &= segments.replace(replacement.old(), replacement.cleaned(), fileDeleteDelayMs);
    }
    if (isComplete) {
      unsyncedOffset = result.cleanedOffset();
    }
    isUnderWay = false;
  }
}
