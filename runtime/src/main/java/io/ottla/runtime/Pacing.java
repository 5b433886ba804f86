package io.ottla.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/**
 * Holds threads up so that what they do together stays below a rate. From any thread that may
 * block.
 */
public final class Pacing {
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Nanoseconds that are not worth a pause. */
  private static final int ROUNDING = 1_000;

  private final Clock clock;
  private final DoubleSupplier perSecond;
  private final LongConsumer pauseNanos;
  private double debt;
  private long settledNanos;
  private volatile boolean cancelled;

  /**
   * A pace.
   *
   * @param perSecond the rate, asked again and again: a new one holds at once
   */
  public Pacing(Clock clock, DoubleSupplier perSecond) {
    this(clock, perSecond, LockSupport::parkNanos);
  }

  Pacing(Clock clock, DoubleSupplier perSecond, LongConsumer pauseNanos) {
    this.clock = clock;
    this.perSecond = perSecond;
    this.pauseNanos = pauseNanos;
    this.settledNanos = clock.nanos();
  }

  /**
   * Counts an amount and waits until there was time for all that is counted.
   *
   * @return false once the pace is cancelled: whoever works shall stop
   */
  public boolean spend(long amount) {
    long left = owe(amount);
    while (left > 0 && !cancelled) {
      pauseNanos.accept(Math.min(left, MAX_PAUSE_NANOS));
      left = owe(0);
    }
    return !cancelled;
  }

  /** For how many nanoseconds there is debt at the rate of this moment. */
  private synchronized long owe(long amount) {
    double perNano = perSecond.getAsDouble() / TimeUnit.SECONDS.toNanos(1);
    long now = clock.nanos();
    debt = Math.max(0, debt - (now - settledNanos) * perNano) + amount;
    settledNanos = now;
    double nanos = debt / perNano;
    return nanos <= ROUNDING ? 0 : (long) Math.ceil(nanos);
  }

  /** Lets go whoever waits, for good. */
  public void cancel() {
    cancelled = true;
  }
}
