package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.epoch.LeaderEpochs;
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
  private final LogUpkeep upkeep;
  private volatile LogConfig config;

  PartitionLog(
      LogEnvironment environment, LogConfig config, LogOpener.Opened opened, OpenPoint point) {
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
            opened.catalog(),
            opened.isNoted());
    this.durability = new LogDurability(environment, opened.recoveryPoint(), !point.isClean());
    this.epochs = new LogEpochs(files, durability, opened.epochs());
    this.writer =
        new LogWriter(environment, files, bounds, segments, producers, epochs, durability, catalog);
    this.ends = new LogEnds(bounds, segments, producers, epochs, compaction, durability, catalog);
    // Whoever leads the log may find the high watermark where it belongs, and never move it.
    ends.onHighWatermark(bounds.highWatermark());
    this.groupCommit = new GroupCommit(this, environment.flushers());
    this.upkeep =
        new LogUpkeep(
            this, environment, segments, ends, producers, compaction, durability, catalog);
    resumeCompactionAt(point.cleanedOffset());
    if (opened.hasLeftovers()) {
      upkeep.deleteLeftovers();
    }
    catalog.note();
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
      writer.rollAt(bounds.end(), config.roll());
    }
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

  /** What is to be done now and then. */
  public LogUpkeep upkeep() {
    return upkeep;
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
    upkeep.onFlushed(flush);
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
    upkeep.giveUp();
    segments.list().giveUp();
  }
}
