package io.ottla.storage.log;

import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.segment.SegmentList;

/**
 * Moves the two ends of a log and its high watermark: what goes at the start, by retention or on
 * demand, and what a truncation cuts off. Owner's loop.
 */
final class LogEnds {
  private final LogBounds bounds;
  private final LogSegments segments;
  private final LogProducers producers;
  private final LogEpochs epochs;
  private final LogCompaction compaction;
  private final LogDurability durability;
  private final CatalogKeeper catalog;

  LogEnds(
      LogBounds bounds,
      LogSegments segments,
      LogProducers producers,
      LogEpochs epochs,
      LogCompaction compaction,
      LogDurability durability,
      CatalogKeeper catalog) {
    this.bounds = bounds;
    this.segments = segments;
    this.producers = producers;
    this.epochs = epochs;
    this.compaction = compaction;
    this.durability = durability;
    this.catalog = catalog;
  }

  void onHighWatermark(long offset) {
    producers.onHighWatermark(offset);
    bounds.onHighWatermark(offset, producers.firstUnstableOffset());
  }

  /** See {@link PartitionLog#incrementLogStartOffset}. */
  void incrementStart(long offset, long fileDeleteDelayMs) {
    if (offset <= bounds.start()) {
      return;
    }
    bounds.startAt(offset);
    epochs.publish(epochs.current().startingAt(offset));
    int below = Retention.belowStart(segments.list(), offset);
    if (below > 0) {
      segments.dropFirst(below, fileDeleteDelayMs);
      producers.deleteSnapshotsBelow(segments.list().baseOffset(0));
    }
    catalog.note();
    bounds.onUnstable(producers.firstUnstableOffset());
  }

  /** How many of the oldest segments retention does not keep. May block; from any thread. */
  int expired(LogConfig.Retention rules, long nowMs) {
    return Retention.expired(segments.list(), rules, bounds.highWatermark(), nowMs);
  }

  /** See {@link PartitionLog#truncateTo}. */
  void truncateTo(long offset, LogConfig.Roll rules) {
    if (offset >= bounds.end()) {
      return;
    }
    SegmentList list = segments.list();
    int index = list.floorIndex(offset);
    if (index < 0) {
      restartAt(offset, rules);
      return;
    }
    bounds.cutOffAt(offset);
    segments.dropBehind(index + 1);
    long end = segments.active().truncateTo(offset);
    bounds.cutOffAt(end);
    // What was cut off may come back after a power loss, until this too is flushed.
    durability.lowerTo(segments.active().baseOffset());
    durability.onNamesChanged();
    compaction.startAt(Math.min(compaction.cleanedOffset(), end));
    epochs.publish(epochs.current().truncatedTo(end));
    producers.cutOffAt(end, segments.list());
    catalog.note();
    onHighWatermark(Math.min(bounds.highWatermark(), end));
  }

  /** See {@link PartitionLog#truncateFullyAndStartAt}. */
  void restartAt(long offset, LogConfig.Roll rules) {
    segments.replaceAll(offset, rules);
    durability.onNamesChanged();
    producers.clear();
    compaction.startAt(offset);
    epochs.publish(LeaderEpochs.EMPTY);
    bounds.restartAt(offset);
    durability.lowerTo(offset);
    catalog.note();
    onHighWatermark(offset);
  }
}
