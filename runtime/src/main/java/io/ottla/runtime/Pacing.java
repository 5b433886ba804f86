package io.ottla.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/**
 * Holds threads up so that what they do together stays below a rate. From any thread that may
 * block.
 */
public final class Pacing {
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Clock clock;
  private final DoubleSupplier perSecond;
  private final LongConsumer pauseNanos;
  private final AtomicLong freeNanos;
  private volatile boolean cancelled;

  /**
   * A pace.
   *
   * @param perSecond the rate, asked again with each amount
   */
  public Pacing(Clock clock, DoubleSupplier perSecond) {
    this(clock, perSecond, LockSupport::parkNanos);
  }

  Pacing(Clock clock, DoubleSupplier perSecond, LongConsumer pauseNanos) {
    this.clock = clock;
    this.perSecond = perSecond;
    this.pauseNanos = pauseNanos;
    this.freeNanos = new AtomicLong(clock.nanos());
  }

  /**
   * Counts an amount and waits until there is time for it.
   *
   * @return false once the pace is cancelled: whoever works shall stop
   */
  public boolean spend(long amount) {
    long costNanos =
        (long) (amount * (double) TimeUnit.SECONDS.toNanos(1) / perSecond.getAsDouble());
    long now = clock.nanos();
    long free = freeNanos.updateAndGet(before -> Math.max(before, now) + costNanos);
    for (long left = free - now; left > 0 && !cancelled; left = free - clock.nanos()) {
      pauseNanos.accept(Math.min(left, MAX_PAUSE_NANOS));
    }
    return !cancelled;
  }

  /** Lets go whoever waits, for good. */
  public void cancel() {
    cancelled = true;
  }
}
