package io.ottla.coordinator.shard;

import io.ottla.runtime.Clock;

/** What a state machine may use of its shard. */
public record ShardContext(int partition, Clock clock, Journal journal, ShardTimers timers) {
  /** Milliseconds since the epoch, for what is written. */
  public long nowMs() {
    return clock.wallMs();
  }
}
