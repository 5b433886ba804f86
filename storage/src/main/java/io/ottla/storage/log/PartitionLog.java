package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.storage.segment.LogFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of a partition. One loop owns it and makes every change; what the comments call "any
 * thread" reads without a lock and sees a state between two changes.
 *
 * <p>The disk's failures come out as {@link StorageException}: the owner takes the log directory
 * offline. A full disk is an expected outcome of an append.
 */
public final class PartitionLog implements AutoCloseable {
  private final LogEnvironment environment;
  private final LogFiles files;
  private final LogSegments segments;
  private final LogReader reader;
  private final LogBounds bounds;
  private final LogProducers producers;
  private final LogCompaction compaction;
  private final LogDurability durability;
  private final LogEpochs epochs;
  private final LogWriter writer;
  private final LogEnds ends;
  private final CatalogKeeper catalog;
  private final GroupCommit groupCommit;
  private volatile LogConfig config;

  PartitionLog(
      LogEnvironment environment, LogConfig config, LogOpener.Opened opened, OpenPoint point) {
    this.environment = environment;
    this.config = config;
    this.files = opened.files();
    this.segments =
        new LogSegments(files, environment.background(), opened.segments(), opened.indexedOffset());
    this.reader = new LogReader(segments);
    this.producers = new LogProducers(opened.producers(), opened.snapshots());
    this.bounds =
        new LogBounds(
            opened.logStartOffset(),
            opened.logEndOffset(),
            point.highWatermark(),
            producers.firstUnstableOffset());
    this.compaction = new LogCompaction(files, segments, reader, producers);
    this.catalog =
        new CatalogKeeper(
            environment.background().clock(),
            files,
            segments,
            producers,
            compaction,
            opened.versionNoted());
    this.durability = new LogDurability(environment, opened.recoveryPoint(), !point.isClean());
    this.epochs = new LogEpochs(files, durability, opened.epochs());
    this.writer =
        new LogWriter(environment, files, bounds, segments, producers, epochs, durability);
    this.ends = new LogEnds(bounds, segments, producers, epochs, compaction, durability);
    // Whoever leads the log may find the high watermark where it belongs, and never move it.
    ends.onHighWatermark(bounds.highWatermark());
    this.groupCommit = new GroupCommit(this, environment.flushers());
    resumeCompactionAt(point.cleanedOffset());
  }

  /** Opens the log in a directory, which is made where absent. May block for long. */
  public static PartitionLog open(
      LogEnvironment environment, Path directory, LogConfig config, OpenPoint point) {
    return new LogOpener(environment, directory, config, point).open(RecoveryProgress.SILENT);
  }

  // ---- where the log stands; from any thread

  /** The offset of the oldest record that may be read. */
  public long logStartOffset() {
    return bounds.start();
  }

  /** The offset of the next record to be appended. */
  public long logEndOffset() {
    return bounds.end();
  }

  /** Everything below it is replicated, as far as {@link #onHighWatermark} was told. */
  public long highWatermark() {
    return bounds.highWatermark();
  }

  /** Everything below it is replicated and belongs to no open transaction. */
  public long lastStableOffset() {
    return bounds.lastStable();
  }

  /** Everything below it survives a power loss. */
  public long recoveryPoint() {
    return durability.recoveryPoint();
  }

  /** The bytes of all batches. */
  public long sizeInBytes() {
    return segments.list().sizeInBytes();
  }

  /** How many segments there are. */
  public int segmentCount() {
    return segments.list().count();
  }

  /** The directory that holds the files now. */
  public Path directory() {
    return files.directory();
  }

  /** The settings in force. */
  public LogConfig config() {
    return config;
  }

  /** The newest leader epoch with data or leadership in this log; -1 when there is none. */
  public int latestEpoch() {
    return epochs.current().latestEpoch();
  }

  /** The leader epochs and where they begin. */
  public LeaderEpochs leaderEpochs() {
    return epochs.current();
  }

  /** Where the largest known epoch at or below the one given ends (KIP-320). */
  public LeaderEpochs.EpochEnd endOffsetForEpoch(int leaderEpoch) {
    return epochs.current().endOf(leaderEpoch, bounds.end());
  }

  // ---- reading; from any thread

  /**
   * Reads whole batches from the one that holds the offset on. An offset in the middle of a batch
   * gives that whole batch.
   *
   * @param maxBytes no more than so many bytes, except for the first batch
   * @param upperBoundOffset nothing at or above it: the high watermark or last stable offset
   * @param atLeastOneBatch whether a first batch larger than the maximum is returned
   * @return records that the receiver must release; out of range below the log's start or above its
   *     end
   */
  public LogRead read(long offset, int maxBytes, long upperBoundOffset, boolean atLeastOneBatch) {
    if (!bounds.contain(offset)) {
      return LogRead.outOfRange(offset);
    }
    long bound = Math.min(upperBoundOffset, bounds.end());
    boolean isOnlyAsked = maxBytes <= 0 && !atLeastOneBatch;
    if (offset >= bound || isOnlyAsked) {
      return LogRead.empty(offset);
    }
    return reader.read(offset, maxBytes, bound, atLeastOneBatch);
  }

  /** Whether reading from the offset on may have to wait for a disk. From any thread. */
  public boolean isCold(long offset) {
    return offset < bounds.end() && offset >= bounds.start() && !writer.isHot(offset);
  }

  /** The aborted transactions that a {@code read_committed} reader of the range must know. */
  public List<AbortedTransaction> abortedTransactions(long fromOffset, long toOffset) {
    return reader.aborted(fromOffset, toOffset);
  }

  /** The first record whose timestamp is not smaller; null when there is none. May read a disk. */
  public @Nullable FoundOffset findOffset(long timestampMs) {
    return reader.firstAtOrAfter(timestampMs, bounds.start());
  }

  /** The record with the largest timestamp (KIP-734); null in an empty log. May read a disk. */
  public @Nullable FoundOffset findLargestTimestamp() {
    return reader.withLargestTimestamp(bounds.start());
  }

  // ---- appending; owner's loop

  /**
   * Appends as the leader: gives the batches their offsets, and the epoch, in place. Checks in
   * order: topic rules, producer's epoch and sequence, size, space.
   *
   * @param batches one whole batch from a client, which {@link io.ottla.wire.record.BatchCheck} has
   *     passed; one or more from a coordinator
   */
  public AppendResult append(ByteBuffer batches, int leaderEpoch, AppendOrigin origin) {
    return writer.appendAsLeader(batches, leaderEpoch, origin, config);
  }

  /**
   * Appends as a follower: batches that have their offsets and epochs from the leader. Those that
   * end below the log's end are passed over.
   */
  public AppendResult appendAsFollower(ByteBuffer batches) {
    return writer.appendAsFollower(batches, config);
  }

  /** Begins a new segment, unless the active one is empty. */
  public void roll() {
    if (segments.active().size() > 0) {
      rollAt(bounds.end());
    }
  }

  private void rollAt(long baseOffset) {
    writer.rollAt(baseOffset, config.roll());
  }

  /** Notes that a leader epoch begins at the log's end: this broker was made the leader. */
  public void startLeaderEpoch(int leaderEpoch) {
    epochs.begin(leaderEpoch, bounds.end());
  }

  // ---- moving the ends; owner's loop

  /** Takes in how far the log is replicated; it may also fall, on a follower. */
  public void onHighWatermark(long offset) {
    ends.onHighWatermark(offset);
  }

  /** Makes everything below the offset unreadable, and removes segments that lie below it. */
  public void incrementLogStartOffset(long offset) {
    ends.incrementStart(offset, config.retention().fileDeleteDelayMs());
  }

  /**
   * Removes what the retention settings do not keep; the active segment is rolled when it must go.
   *
   * @return whether the log start offset moved
   */
  public boolean applyRetention() {
    long before = bounds.start();
    int expired = ends.expired(config.retention(), environment.nowMs());
    boolean isActiveExpired = expired == segmentCount();
    int completed = isActiveExpired ? expired - 1 : expired;
    if (completed > 0) {
      incrementLogStartOffset(segments.list().baseOffset(completed));
    }
    if (isActiveExpired) { // last: a full disk may have no room for the next one before
      rollAt(bounds.end());
      incrementLogStartOffset(bounds.end());
    }
    producers.expire(environment.nowMs(), environment.policy().producerExpirationMs().getAsInt());
    return bounds.start() != before;
  }

  /**
   * Has the segments read from the disk what {@link #applyRetention} and {@link #planCompaction}
   * will ask them, so that the log's loop need not wait for a disk. May block; from any thread.
   */
  public void learnAges() {
    learn(
        () -> {
          int unused = ends.expired(config.retention(), environment.nowMs());
          compaction.learnAges(config, bounds.lastStable(), environment.nowMs());
        });
  }

  private static void learn(Runnable questions) {
    try {
      questions.run();
    } catch (FileGoneException | StorageException | CorruptLogException e) {
      // Either the segment was removed meanwhile, or the log's loop meets the same and acts on it.
    }
  }

  /**
   * Prepares a truncation: recovery will look at everything from there on. To be called, and {@link
   * #recoveryPoint} to be checkpointed durably, before {@link #truncateTo} is; otherwise a power
   * loss in the middle of it may leave damage that no recovery looks at. Owner's loop.
   */
  public void prepareTruncation(long offset) {
    durability.lowerTo(offset);
  }

  /** Drops everything from the offset on, in whole batches; see {@link #prepareTruncation}. */
  public void truncateTo(long offset) {
    ends.truncateTo(offset, config.roll());
  }

  /** Drops everything; the next record appended has the offset. */
  public void truncateFullyAndStartAt(long offset) {
    ends.restartAt(offset, config.roll());
  }

  /** Follows other settings from here on. */
  public void updateConfig(LogConfig changed) {
    config = changed;
  }

  // ---- producers; owner's loop

  /** The producers that the log knows, for DescribeProducers; valid until the next change. */
  public Collection<ProducerEntry> activeProducers() {
    return producers.all();
  }

  /** A producer that the log knows; null when it does not. */
  public @Nullable ProducerEntry findProducer(long producerId) {
    return producers.find(producerId);
  }

  // ---- compaction

  /** Everything below it is compacted. From any thread. */
  public long cleanedOffset() {
    return compaction.cleanedOffset();
  }

  /** Tells how far a log with the same content was compacted. */
  public final void resumeCompactionAt(long offset) {
    compaction.startAt(Math.min(offset, bounds.end()));
  }

  /**
   * What is to be compacted now; null when too little is dirty. A segment that must not wait any
   * longer is rolled first. The plan is carried out on another thread and its result given to
   * {@link #completeCompaction}; no second one is asked for meanwhile. Owner's loop.
   */
  public @Nullable CompactionPlan planCompaction() {
    LogConfig.Compaction rules = config.compaction();
    long nowMs = environment.nowMs();
    if (rules.compact() && segments.activeAgeMs(nowMs) > rules.maxLagMs()) {
      rollIfRoom();
    }
    // While a power loss may take a key's newer value, the older one is still needed.
    long limit = Math.min(bounds.lastStable(), durability.recoveryPoint());
    return compaction.plan(config, bounds.start(), limit, latestEpoch(), nowMs);
  }

  // What is completed is compacted all the same: that may make the room.
  private void rollIfRoom() {
    try {
      rollAt(bounds.end());
    } catch (DiskFullException e) {
      // The active segment is as it was, and is asked for again at the next look.
    }
  }

  /** Puts compacted segments in the place of the old ones; a flush is due then. Owner's loop. */
  public void completeCompaction(CompactionResult result) {
    compaction.complete(result, config.retention().fileDeleteDelayMs());
    durability.onNamesChanged();
  }

  // ---- durability

  /**
   * Everything below it is as durable as the topic asks for: with {@code flush.messages} of n, all
   * but the last n - 1 records are on disk. The high watermark does not pass it. From any thread.
   */
  public long durableOffset() {
    return durability.durableOffset(config.flush(), bounds.end());
  }

  /** Whether a flush is due: by {@code flush.messages}, by {@code flush.ms}, or after a roll. */
  public boolean isFlushDue() {
    return durability.isFlushDue(config.flush(), bounds.end())
        || segments.hasUnsynced()
        || compaction.unsyncedOffset() != LogCompaction.NOTHING;
  }

  /**
   * Flushes on the flush thread. Who asks while a flush is under way shares the next one.
   *
   * @param owner the log's loop, on which this is called
   * @param done hears on the loop that a flush was done, or failed, after which there is no other
   */
  public void flush(EventLoop owner, Consumer<@Nullable StorageException> done) {
    groupCommit.request(owner, done);
  }

  /** Prepares a flush of everything appended so far. Owner's loop. */
  public LogFlush beginFlush() {
    return durability.begin(
        files, segments, epochs.current(), bounds.end(), compaction.unsyncedOffset());
  }

  /** Takes in that a flush was done. Owner's loop. */
  public void onFlushed(LogFlush flush) {
    durability.complete(flush, bounds.end());
    segments.onSynced(flush.sealed());
    compaction.onNamesSynced(flush.cleanedOffset());
  }

  /** Has everything appended so far on disk when it returns. Owner's loop; blocks. */
  public void flushNow() {
    LogFlush flush = beginFlush();
    flush.sync();
    onFlushed(flush);
  }

  /**
   * Makes everything survive a power loss, and closes the files. Owner's loop; blocks. On a full
   * disk the recovery point stays below the log's end: the next start has to recover.
   */
  @Override
  public void close() {
    segments.active().seal();
    producers.snapshotIfRoom(bounds.end());
    if (durability.isTouched() && segments.active().size() > 0) {
      segments.completeActive();
    } else if (durability.isTouched()) {
      segments.active().syncBatches();
    }
    LogFlush flush = beginFlush();
    flush.sync();
    onFlushed(flush);
    if (!segments.active().flushIndexes()) {
      durability.lowerTo(segments.active().baseOffset());
    }
    if (flush.lacksNames()) {
      durability.lowerTo(Math.max(bounds.start(), bounds.end() - 1));
    }
    giveUp();
    catalog.complete();
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
            long unused = sizeInBytes();
          });
    }
    return isWorth;
  }

  /**
   * Writes down which segments there are, once that has not changed between two calls three seconds
   * or more apart. To be called now and then, so that a start after a crash need not list them.
   * Owner's loop.
   */
  public void noteSegments() {
    catalog.look();
  }

  /** Gives the directory another name and closes the files: the log is to be deleted. */
  public void renameAndClose(Path target) {
    giveUp();
    rename(target);
  }

  /** Gives the directory another name; the log is used on. */
  public void rename(Path target) {
    files.moveTo(target);
    durability.onNamesChanged();
  }

  /** Closes the files of a log that is not used any more, and writes nothing. */
  public void giveUp() {
    groupCommit.giveUp();
    segments.list().giveUp();
  }
}
