package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/** Where a state machine writes what it decided. Called on the shard's loop. */
public interface Journal {
  /**
   * Appends the records as one batch and replays them. Nothing is changed when the append fails.
   *
   * @return NONE, or the log's error as a coordinator reports it; UNKNOWN_SERVER_ERROR when a value
   *     does not fit the format of its record
   */
  ErrorCode write(List<CoordinatorRecord> records);

  /** Does the same within a producer's transaction. */
  ErrorCode writeTransactional(
      long producerId, short producerEpoch, List<CoordinatorRecord> records);

  /** Appends the end of a producer's transaction on this partition and replays it. */
  ErrorCode writeMarker(long producerId, short producerEpoch, int coordinatorEpoch, boolean commit);

  /**
   * Writes records that need not stand together, in as many batches as their size asks for; stops
   * at the first error.
   */
  ErrorCode writeInParts(List<CoordinatorRecord> records);

  /**
   * Runs the task on the shard's loop once everything written so far is committed, however long
   * that takes; never when leadership is lost before.
   */
  void whenCommitted(Runnable task);
}
