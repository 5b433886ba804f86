package io.ottla.replication.partition;

import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the log of one replica, from any thread. What fails takes the replica offline, on its loop.
 */
public final class ReplicaReader {
  private static final PartitionRead STORAGE_ERROR =
      PartitionRead.failed(ErrorCode.KAFKA_STORAGE_ERROR);

  private final Partition partition;

  ReplicaReader(Partition partition) {
    this.partition = partition;
  }

  /**
   * Reads for a consumer. Checks in order: disk, leader epoch, leadership, range.
   *
   * @param currentLeaderEpoch that the client knows, or -1
   * @param committedOnly whether to stop at the last stable offset ({@code read_committed})
   * @param atLeastOneBatch whether a first batch above {@code maxBytes} is returned
   */
  public PartitionRead read(
      long offset,
      int currentLeaderEpoch,
      int maxBytes,
      boolean committedOnly,
      boolean atLeastOneBatch) {
    if (partition.isOffline()) {
      return STORAGE_ERROR;
    }
    ErrorCode refusal = partition.leadership().checkLeader(currentLeaderEpoch);
    if (refusal != ErrorCode.NONE) {
      return PartitionRead.failed(refusal);
    }
    try {
      return readLog(offset, maxBytes, committedOnly, atLeastOneBatch);
    } catch (FileGoneException deleted) {
      return PartitionRead.failed(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    } catch (StorageException | CorruptLogException failure) {
      onReadFailure(failure, () -> confirm(offset));
      return STORAGE_ERROR;
    }
  }

  private void confirm(long offset) {
    PartitionLog log = partition.log();
    log.read(offset, 1, log.logEndOffset(), true).records().release();
  }

  /** Brings what was read into memory; a failed read when the disk fails. May block. */
  public PartitionRead load(PartitionRead read) {
    try {
      read.records().load();
      return read;
    } catch (StorageException failure) {
      read.records().release();
      onReadFailure(failure, () -> {});
      return STORAGE_ERROR;
    }
  }

  /** Finds something in the log that may have to be read from a disk. */
  public <T> T lookUp(Supplier<T> lookup, T ifFailed) {
    try {
      return lookup.get();
    } catch (FileGoneException deleted) {
      return ifFailed;
    } catch (StorageException | CorruptLogException failure) {
      onReadFailure(
          failure,
          () -> {
            T unused = lookup.get();
          });
      return ifFailed;
    }
  }

  /**
   * Takes the replica offline.
   *
   * @param again reads the same where nothing is cut off meanwhile: what looks damaged there is
   */
  private void onReadFailure(RuntimeException failure, Runnable again) {
    boolean isDamage = failure instanceof CorruptLogException;
    partition
        .loop()
        .execute(isDamage ? () -> partition.guard(again) : () -> partition.fail(failure));
  }

  private PartitionRead readLog(
      long offset, int maxBytes, boolean committedOnly, boolean atLeastOneBatch) {
    PartitionLog from = partition.log();
    long highWatermark = from.highWatermark();
    long lastStableOffset = from.lastStableOffset();
    LogRead read =
        from.read(
            offset, maxBytes, committedOnly ? lastStableOffset : highWatermark, atLeastOneBatch);
    List<AbortedTransaction> aborted =
        committedOnly && read.nextOffset() > offset ? abortedIn(from, offset, read) : List.of();
    return new PartitionRead(
        read.error(),
        read.records(),
        highWatermark,
        lastStableOffset,
        from.logStartOffset(),
        aborted);
  }

  private static List<AbortedTransaction> abortedIn(PartitionLog from, long offset, LogRead read) {
    try {
      return from.abortedTransactions(offset, read.nextOffset());
    } catch (RuntimeException failure) {
      read.records().release();
      throw failure;
    }
  }
}
