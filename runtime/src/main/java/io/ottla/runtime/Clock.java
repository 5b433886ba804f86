package io.ottla.runtime;

/** Tells the time. Handed to whoever needs it, so that a test can command it. */
public interface Clock {
  /** Milliseconds since the epoch; may jump when the host's clock is set. */
  long wallMs();

  /** Nanoseconds from an arbitrary origin; never goes back. For durations and deadlines. */
  long nanos();

  /** Milliseconds from an arbitrary origin; never goes back. For durations and deadlines. */
  default long monotonicMs() {
    return nanos() / 1_000_000;
  }

  /** The clock of this machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
