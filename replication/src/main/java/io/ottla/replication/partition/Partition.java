package io.ottla.replication.partition;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica on this broker. Its loop makes every change: appends, the high watermark, leadership.
 * Reading, by {@link #reader}, is for any thread.
 *
 * <p>With one replica in sync the high watermark follows the log's end at once.
 */
public final class Partition {
  private static final long FLUSH_AGAIN_MS = 500;
  private static final Logger log = LoggerFactory.getLogger(Partition.class);

  private final PartitionId id;
  private final EventLoop loop;
  private volatile PartitionLog partitionLog;
  private final ParkedAppends parked;
  private final ReplicaReader reader = new ReplicaReader(this);
  private final BiConsumer<PartitionLog, StorageException> onDiskFailure;
  private final CopyOnWriteArrayList<PartitionListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Leadership leadership = Leadership.NONE;
  private volatile TopicSettings settings;
  private volatile boolean offline;
  private volatile boolean isRetired;
  private boolean isFlushPutOff;

  /**
   * A replica that neither leads nor follows yet.
   *
   * @param onDiskFailure hears of a log whose disk has failed, on the loop
   */
  public Partition(
      PartitionId id,
      EventLoop loop,
      PartitionLog log,
      TopicSettings settings,
      BiConsumer<PartitionLog, StorageException> onDiskFailure) {
    this.id = id;
    this.loop = loop;
    this.partitionLog = log;
    this.settings = settings;
    this.parked = new ParkedAppends(loop);
    this.onDiskFailure = onDiskFailure;
    noteWhenDue(log);
  }

  private void noteWhenDue(PartitionLog log) {
    log.upkeep().whenNoteIsDue(() -> loop.execute(this::noteSegments));
  }

  /** Topic id, name and number. */
  public PartitionId id() {
    return id;
  }

  /** The loop that makes every change. */
  public EventLoop loop() {
    return loop;
  }

  /** The log; change it on the loop only. */
  public PartitionLog log() {
    return partitionLog;
  }

  /** What reads the log. */
  public ReplicaReader reader() {
    return reader;
  }

  /** Who leads, as this broker has carried it out. From any thread. */
  public Leadership leadership() {
    return leadership;
  }

  /** The settings in force. From any thread. */
  public TopicSettings settings() {
    return settings;
  }

  /** Whether the topic is deleted. From any thread. */
  public boolean isRetired() {
    return isRetired;
  }

  /** Whether its disk failed or its state broke; nothing is served until a restart. */
  public boolean isOffline() {
    return offline;
  }

  /** Calls the listener whenever there may be something new. From any thread. */
  public void listen(PartitionListener listener) {
    listeners.add(listener);
  }

  /** Ends {@link #listen}. From any thread. */
  public void unlisten(PartitionListener listener) {
    listeners.remove(listener);
  }

  // ---- changes; on the loop

  /** Takes a new place in the cluster, as the metadata says. */
  public void become(Leadership next) {
    Leadership before = leadership;
    if (next.isLeader() && next.leaderEpoch() > before.leaderEpoch()) {
      guard(() -> partitionLog.startLeaderEpoch(next.leaderEpoch()));
    }
    leadership = next;
    if (next.isLeader()) {
      flushIfDue();
      advanceHighWatermark();
    } else {
      parked.failAll(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }
    tellListeners();
  }

  /** Follows other settings from here on. */
  public void update(TopicSettings changed) {
    settings = changed;
    partitionLog.updateConfig(changed.log());
  }

  /**
   * Appends as the leader. Checks in order: leadership, in-sync replicas, then those of the log.
   *
   * @param batches gets its offsets in place; not kept after the call
   * @param replicated whether to answer only once the high watermark has passed ({@code acks=all})
   * @param timeoutMs after which waiting ends with {@code REQUEST_TIMED_OUT}
   * @param done called once, on the loop; maybe before this returns
   */
  public void append(
      ByteBuffer batches,
      AppendOrigin origin,
      boolean replicated,
      long timeoutMs,
      Consumer<AppendResult> done) {
    ErrorCode refusal = checkAppend(replicated);
    if (refusal != ErrorCode.NONE) {
      done.accept(refused(refusal, partitionLog.logStartOffset()));
      return;
    }
    AppendResult result = appendToLog(batches, origin);
    if (result.isOk() && !result.isDuplicate()) {
      flushIfDue();
      advanceHighWatermark();
    }
    if (offline && result.isOk()) {
      done.accept(refused(ErrorCode.KAFKA_STORAGE_ERROR, partitionLog.logStartOffset()));
    } else if (!replicated
        || !result.isOk()
        || result.lastOffset() < partitionLog.highWatermark()) {
      done.accept(result);
    } else {
      parked.park(result, timeoutMs, done);
    }
  }

  private ErrorCode checkAppend(boolean replicated) {
    Leadership now = leadership;
    if (offline) {
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
    if (!now.isLeader()) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    return replicated && !now.hasInSync(settings.minInsyncReplicas())
        ? ErrorCode.NOT_ENOUGH_REPLICAS
        : ErrorCode.NONE;
  }

  private AppendResult appendToLog(ByteBuffer batches, AppendOrigin origin) {
    try {
      return partitionLog.append(batches, leadership.leaderEpoch(), origin);
    } catch (StorageException | IllegalStateException failure) {
      fail(failure);
      return refused(ErrorCode.KAFKA_STORAGE_ERROR, partitionLog.logStartOffset());
    }
  }

  /**
   * Makes everything below an offset unreadable (DeleteRecords).
   *
   * @param offset the new log start, or -1 for the high watermark
   * @return {@code OFFSET_OUT_OF_RANGE} above the high watermark, {@code NOT_LEADER_OR_FOLLOWER}
   *     once the topic is deleted
   */
  public ErrorCode deleteRecordsBefore(long offset) {
    if (isRetired) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    long target = offset == -1 ? partitionLog.highWatermark() : offset;
    if (target < 0 || target > partitionLog.highWatermark()) {
      return ErrorCode.OFFSET_OUT_OF_RANGE;
    }
    guard(() -> partitionLog.incrementLogStartOffset(target));
    tellListeners();
    return offline ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE;
  }

  /** Has a flush made where the topic's settings ask for one by now. */
  public void flushIfDue() {
    guard(
        () -> {
          if (partitionLog.isFlushDue()) {
            flush();
          }
        });
  }

  /** Has everything appended so far made durable; the high watermark may follow. */
  public void flush() {
    PartitionLog flushed = partitionLog;
    flushed.flush(
        loop,
        failure -> {
          if (failure == null) {
            guard(this::advanceHighWatermark);
            guard(() -> partitionLog.upkeep().noteAfterFlush());
            flushAgainIfShort();
          } else if (flushed == partitionLog) {
            fail(failure);
          } else {
            // its copy in another directory serves already
            onDiskFailure.accept(flushed, failure);
          }
        });
  }

  // A full disk may have kept a flush from all that it was asked for, and no append asks again when
  // its producer waits for just this flush.
  private void flushAgainIfShort() {
    if (!isFlushPutOff && partitionLog.isFlushDue()) {
      isFlushPutOff = true;
      loop.schedule(
          FLUSH_AGAIN_MS,
          () -> {
            isFlushPutOff = false;
            flushIfDue();
          });
    }
  }

  /** What is to be compacted now; null when too little is dirty or the disk has failed. */
  public @Nullable CompactionPlan planCompaction() {
    return guarded(() -> partitionLog.upkeep().planCompaction());
  }

  /** Puts compacted segments in the place of the old ones. */
  public void completeCompaction(CompactionResult result) {
    guard(() -> partitionLog.upkeep().completeCompaction(result));
    flushIfDue();
  }

  /** Writes down which segments there are, for the next start; to be called now and then. */
  public void noteSegments() {
    guard(partitionLog.upkeep()::noteSegments);
  }

  /** Removes what retention does not keep. */
  public void applyRetention() {
    guard(
        () -> {
          if (partitionLog.upkeep().applyRetention()) {
            tellListeners();
          }
        });
  }

  /** Goes on with a log that holds the same, in another log directory. */
  public void replaceLog(PartitionLog same) {
    partitionLog = same;
    noteWhenDue(same);
    tellListeners();
  }

  /**
   * Ends all service: the topic is deleted. What comes later does nothing: the log may be closed,
   * and its directory have another name, by then.
   */
  public void retire() {
    isRetired = true;
    leadership = new Leadership(false, -1, leadership.leaderEpoch(), List.of(), 0);
    parked.failAll(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    tellListeners();
  }

  private void advanceHighWatermark() {
    long before = partitionLog.highWatermark();
    long next = HighWatermark.next(before, new long[] {partitionLog.durableOffset()});
    if (next > before) {
      partitionLog.onHighWatermark(next);
      parked.onHighWatermark(next);
      tellListeners();
    }
  }

  private void tellListeners() {
    for (PartitionListener listener : listeners) {
      listener.onProgress(this);
    }
  }

  /** Ends all service until a restart: the log directory has failed. */
  public void takeOffline(String reason) {
    if (!offline) {
      offline = true;
      log.error("partition offline partition={} reason=\"{}\"", id, reason);
      parked.failAll(ErrorCode.KAFKA_STORAGE_ERROR);
      tellListeners();
    }
  }

  /**
   * Runs what touches the disk. A failed disk takes the log directory offline, damage or a broken
   * rule this partition alone; what a full disk has no room for is done another time.
   */
  void guard(Runnable change) {
    Void unused =
        guarded(
            () -> {
              change.run();
              return null;
            });
  }

  private <T> @Nullable T guarded(Supplier<@Nullable T> change) {
    if (!offline && !isRetired) {
      try {
        return change.get();
      } catch (DiskFullException full) {
        log.warn("put off partition={} reason=\"{}\"", id, full.getMessage());
      } catch (StorageException | IllegalStateException failure) {
        fail(failure);
      }
    }
    return null;
  }

  /** Takes the replica offline, for what it or another thread has found in its log. */
  public void fail(RuntimeException failure) {
    if (offline) {
      return;
    }
    takeOffline(String.valueOf(failure.getMessage()));
    if (failure instanceof StorageException disk) {
      onDiskFailure.accept(partitionLog, disk);
    } else if (!(failure instanceof CorruptLogException)) {
      log.error("broken state partition={}", id, failure);
    }
  }

  static AppendResult refused(ErrorCode error, long logStartOffset) {
    return new AppendResult(error, error.message(), -1, -1, -1, logStartOffset, false, List.of());
  }
}
