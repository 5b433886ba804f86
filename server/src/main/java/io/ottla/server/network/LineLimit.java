package io.ottla.server.network;

import io.ottla.runtime.Clock;

/**
 * Keeps what clients can make the broker log, again and again, to so many lines in a second. From
 * any thread; a lock, since such lines are rare.
 */
final class LineLimit {
  private static final int MS_PER_PERIOD = 1_000;

  private final Clock clock;
  private final int linesPerPeriod;
  private long periodStartMs;
  private int lines;
  private int leftOut;

  LineLimit(Clock clock, int linesPerPeriod) {
    this.clock = clock;
    this.linesPerPeriod = linesPerPeriod;
    this.periodStartMs = clock.monotonicMs();
  }

  /** How many lines were left out before this one; -1 when this one is left out as well. */
  synchronized int admit() {
    long now = clock.monotonicMs();
    if (now - periodStartMs >= MS_PER_PERIOD) {
      periodStartMs = now;
      lines = 0;
    }
    if (lines >= linesPerPeriod) {
      leftOut++;
      return -1;
    }
    lines++;
    int before = leftOut;
    leftOut = 0;
    return before;
  }
}
