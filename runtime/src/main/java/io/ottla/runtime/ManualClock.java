package io.ottla.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move. Any thread may read it. */
public final class ManualClock implements Clock {
  private final long wallOriginMs;
  private final AtomicLong nanos = new AtomicLong();

  /** Starts at the given wall time; {@link #nanos()} starts at 0. */
  public ManualClock(long wallMs) {
    this.wallOriginMs = wallMs;
  }

  @Override
  public long wallMs() {
    return wallOriginMs + nanos.get() / 1_000_000;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Moves the clock forward. */
  public void advanceMs(long ms) {
    Invariant.check(ms >= 0, "clock moves forward by ms", ms);
    nanos.addAndGet(ms * 1_000_000);
  }
}
