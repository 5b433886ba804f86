package io.ottla.server.replica;

import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.EventLoop;
import io.ottla.runtime.Pacing;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.LogMove;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.wire.protocol.ErrorCode;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves replicas between this broker's log directories (KIP-113): copies on the movers' threads,
 * below one rate, and exchanges on the partition's loop. A move that a stop or a crash has cut off
 * begins anew. Called from any thread that may block.
 */
public final class LogMoves implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogMoves.class);
  private static final long FULL_DISK_PAUSE_MS = 5_000;

  private final LogManager logs;
  private final PartitionRegistry partitions;
  private final DirectoryAssignments assignments;
  private final Executor movers;
  private final EventLoop background;
  private final Pacing pacing;

  /**
   * No moves are under way.
   *
   * @param movers copy
   * @param pacing how fast
   */
  public LogMoves(
      LogManager logs,
      PartitionRegistry partitions,
      DirectoryAssignments assignments,
      Executor movers,
      EventLoop background,
      Pacing pacing) {
    this.logs = logs;
    this.partitions = partitions;
    this.assignments = assignments;
    this.movers = movers;
    this.background = background;
    this.pacing = pacing;
  }

  /** Begins anew what was cut off when the broker ended. */
  public void resume() {
    logs.placement()
        .interruptedMoves()
        .forEach(
            (name, target) -> {
              ManagedLog current = logs.find(name);
              Partition partition =
                  current == null
                      ? null
                      : partitions.find(current.topicId(), current.name().partition());
              if (partition != null) {
                ErrorCode unused = move(partition, target);
              }
            });
  }

  /** Has a replica moved; returns once the copy has begun. */
  public ErrorCode move(Partition partition, LogDirectory target) {
    PartitionName name = new PartitionName(partition.id().topic(), partition.id().partition());
    ManagedLog current = logs.find(name);
    if (partition.isOffline() || current == null) {
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
    LogMove before = logs.placement().moveOf(name);
    if (before != null && before.copy().directory() == target) {
      return ErrorCode.NONE;
    }
    if (before != null) {
      logs.cancel(before); // its mover may be writing to the copy
    }
    if (current.directory() == target) {
      return ErrorCode.NONE;
    }
    try {
      LogMove move = logs.beginMove(current, target);
      log.info("move begins partition={} from={} to={}", name, current.directory(), target);
      movers.execute(() -> copy(partition, move));
      return ErrorCode.NONE;
    } catch (StorageException e) {
      fail(target, e);
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
  }

  /** Copies one piece at a time, so that moves under way share the threads. */
  private void copy(Partition partition, LogMove move) {
    if (isMoot(partition, move)) {
      logs.abandon(move);
      return;
    }
    try {
      int bytes = move.copyOn();
      if (!pacing.spend(bytes)) {
        return; // the broker stops; the next start begins anew
      }
      if (bytes > 0) {
        movers.execute(() -> copy(partition, move));
      } else {
        move.flush();
        partition.loop().execute(() -> finish(partition, move));
      }
    } catch (RuntimeException e) {
      onFailure(partition, move, e);
    }
  }

  // Whatever it was, the move does not stay in progress with nobody at work on it.
  private void onFailure(Partition partition, LogMove move, RuntimeException failure) {
    if (failure instanceof DiskFullException) {
      log.warn(
          "move waits for space partition={} reason=\"{}\"", move.name(), failure.getMessage());
      background.schedule(FULL_DISK_PAUSE_MS, () -> movers.execute(() -> copy(partition, move)));
      return;
    }
    // A log that was deleted meanwhile cannot be read either; its disk is well.
    if (!isMoot(partition, move)) {
      blame(partition, move, failure);
    }
    logs.abandon(move);
  }

  private void blame(Partition partition, LogMove move, RuntimeException failure) {
    if (failure instanceof StorageException disk) {
      fail(move.directoryOf(disk), disk);
    } else if (failure instanceof CorruptLogException) {
      partition.loop().execute(() -> partition.fail(failure));
    } else {
      log.error("move given up partition={} to={}", move.name(), move.copy().directory(), failure);
    }
  }

  private void finish(Partition partition, LogMove move) {
    if (isMoot(partition, move)) {
      movers.execute(() -> logs.abandon(move));
      return;
    }
    try {
      if (!move.catchUp()) {
        movers.execute(() -> copy(partition, move));
        return;
      }
      logs.exchange(move);
    } catch (RuntimeException e) {
      movers.execute(() -> onFailure(partition, move, e));
      return;
    }
    partition.replaceLog(move.copy().log());
    assignments.add(partition.id(), move.copy().directory().id());
    log.info("move done partition={} to={}", move.name(), move.copy().directory());
  }

  /**
   * Whether nobody wants the copy any more. A move that was begun just when the one before it was
   * done copies a log that has lost its place.
   */
  private boolean isMoot(Partition partition, LogMove move) {
    ManagedLog current = logs.find(move.name());
    return move.isCancelled()
        || isGone(partition)
        || current == null
        || current.log() != move.from().log();
  }

  private boolean isGone(Partition partition) {
    return partition.isOffline()
        || partitions.find(partition.id().topicId(), partition.id().partition()) != partition;
  }

  private void fail(LogDirectory directory, StorageException failure) {
    if (!(failure instanceof DiskFullException)) {
      logs.fail(directory, String.valueOf(failure.getMessage()));
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    pacing.cancel();
  }
}
