package io.ottla.storage.log;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.segment.SegmentList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a log needs now and then: retention, compaction, and a note of its segments for the next
 * start. What may have to wait for a disk is learned on another thread first. Owned by the log's
 * loop, but for what says otherwise.
 */
public final class LogUpkeep {
  private static final long RETRY_MS = 60_000;

  private final PartitionLog log;
  private final LogEnvironment environment;
  private final LogSegments segments;
  private final LogEnds ends;
  private final LogProducers producers;
  private final LogCompaction compaction;
  private final LogDurability durability;
  private final CatalogKeeper catalog;
  private boolean hasFlushedNames;
  private volatile boolean isGivenUp;

  LogUpkeep(
      PartitionLog log,
      LogEnvironment environment,
      LogSegments segments,
      LogEnds ends,
      LogProducers producers,
      LogCompaction compaction,
      LogDurability durability,
      CatalogKeeper catalog) {
    this.log = log;
    this.environment = environment;
    this.segments = segments;
    this.ends = ends;
    this.producers = producers;
    this.compaction = compaction;
    this.durability = durability;
    this.catalog = catalog;
  }

  /**
   * Has the segments read from the disk what {@link #applyRetention} and {@link #planCompaction}
   * will ask them, so that the log's loop need not wait for a disk. May block; from any thread.
   */
  public void learnAges() {
    learn(
        () -> {
          int unused = ends.expired(log.config().retention(), environment.nowMs());
          compaction.learnAges(log.config(), log.lastStableOffset(), environment.nowMs());
        });
  }

  /**
   * Has the segments read from the disk what {@link #noteSegments} will ask them. May block; from
   * any thread.
   *
   * @return whether there are so many that it is worth it
   */
  public boolean learnSizes() {
    boolean isWorth = catalog.isWorthKeeping();
    if (isWorth) {
      learn(
          () -> {
            long unused = log.sizeInBytes();
          });
    }
    return isWorth;
  }

  /**
   * Has the segments read from the disk the largest timestamps that the catalog lacks. May block;
   * from one thread at a time.
   *
   * @param hasTime whether there is time for another segment
   */
  public void learnTimes(BooleanSupplier hasTime) {
    if (catalog.lacksTimes()) {
      learn(
          () -> {
            SegmentList list = segments.list();
            if (list.learnTimes(hasTime)) {
              catalog.onTimesLearnt(list);
            }
          });
    }
  }

  private static void learn(Runnable questions) {
    try {
      questions.run();
    } catch (FileGoneException | StorageException | CorruptLogException e) {
      // Either the segment was removed meanwhile, or the log's loop meets the same and acts on it.
    }
  }

  /**
   * Removes what the retention settings do not keep; the active segment is rolled when it must go.
   *
   * @return whether the log start offset moved
   */
  public boolean applyRetention() {
    long before = log.logStartOffset();
    int expired = ends.expired(log.config().retention(), environment.nowMs());
    boolean isActiveExpired = expired == log.segmentCount();
    int completed = isActiveExpired ? expired - 1 : expired;
    if (completed > 0) {
      log.incrementLogStartOffset(segments.list().baseOffset(completed));
    }
    if (isActiveExpired) { // last: a full disk may have no room for the next one before
      log.roll();
      log.incrementLogStartOffset(log.logEndOffset());
    }
    producers.expire(environment.nowMs(), environment.policy().producerExpirationMs().getAsInt());
    return log.logStartOffset() != before;
  }

  /**
   * What is to be compacted now; null when too little is dirty. A segment that must not wait any
   * longer is rolled first. The plan is carried out on another thread and its result given to
   * {@link #completeCompaction}; no second one is asked for meanwhile.
   */
  public @Nullable CompactionPlan planCompaction() {
    LogConfig config = log.config();
    LogConfig.Compaction rules = config.compaction();
    long nowMs = environment.nowMs();
    if (rules.compact() && segments.activeAgeMs(nowMs) > rules.maxLagMs()) {
      rollIfRoom();
    }
    // While a power loss may take a key's newer value, the older one is still needed.
    long limit = Math.min(log.lastStableOffset(), durability.recoveryPoint());
    return compaction.plan(config, log.logStartOffset(), limit, log.latestEpoch(), nowMs);
  }

  // What is completed is compacted all the same: that may make the room.
  private void rollIfRoom() {
    try {
      log.roll();
    } catch (DiskFullException e) {
      // The active segment is as it was, and is asked for again at the next look.
    }
  }

  /** Puts compacted segments in the place of the old ones; a flush is due then. */
  public void completeCompaction(CompactionResult result) {
    compaction.complete(result, log.config().retention().fileDeleteDelayMs());
    durability.onNamesChanged();
    catalog.note();
  }

  /**
   * Writes down which segments there are, where that is not written, so that a start need not list
   * them.
   */
  public void noteSegments() {
    catalog.look();
  }

  /** Has someone hear, on any thread, when {@link #noteSegments} should not wait for its time. */
  public void whenNoteIsDue(Runnable listener) {
    segments.whenNamesChange(listener);
  }

  /** Removes on another thread what an earlier start has left to be removed. */
  void deleteLeftovers() {
    compaction.setLeftovers(true);
    environment.background().execute(this::deleteLeftoversNow);
  }

  private void deleteLeftoversNow() {
    try {
      if (!isGivenUp) {
        segments.deleteLeftovers(() -> compaction.setLeftovers(false));
      }
    } catch (StorageException e) {
      environment.background().schedule(RETRY_MS, this::deleteLeftoversNow);
    }
  }

  /** Tells that the log is not used any more. From any thread. */
  void giveUp() {
    isGivenUp = true;
  }

  /** Takes in that a flush was done, which may have replaced a file. */
  void onFlushed(LogFlush flush) {
    hasFlushedNames |= flush.syncedNames() != null;
  }

  /** As {@link #noteSegments}, where a flush has replaced a file. */
  public void noteAfterFlush() {
    if (hasFlushedNames) {
      hasFlushedNames = false;
      catalog.note();
    }
  }
}
