package io.ottla.coordinator.shard;

/**
 * The state behind a shard. Changed by {@code replay} alone, live and at load; what it holds
 * besides (waiting members, timers) is gone with the shard. Owned by the shard's loop.
 */
public interface StateMachine {
  /** Applies a record. */
  void replay(ReplayedRecord record);

  /** Applies the end of a producer's transaction on this partition. */
  void replayMarker(long producerId, short producerEpoch, boolean commit);

  /** The log is replayed to its end: timers may start. */
  void onLoaded();
}
