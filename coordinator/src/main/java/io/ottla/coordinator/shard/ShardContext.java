package io.ottla.coordinator.shard;

import io.ottla.runtime.Clock;
import java.util.concurrent.Executor;

/**
 * What a state machine may use of its shard.
 *
 * @param leaderEpoch in which this broker leads the partition: the coordinator's epoch
 * @param inside runs a task on the shard's loop, as long as the shard is served; from any thread
 */
public record ShardContext(
    int partition,
    int leaderEpoch,
    Clock clock,
    Executor inside,
    Journal journal,
    ShardTimers timers) {
  /** Milliseconds since the epoch, for what is written. */
  public long nowMs() {
    return clock.wallMs();
  }
}
