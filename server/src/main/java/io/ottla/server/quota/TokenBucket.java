package io.ottla.server.quota;

/**
 * What a client may still take: it fills at the rate of his quota up to a burst, and what he takes
 * beyond is a debt that he waits for. Unlike a mean over windows it has him wait exactly as long as
 * it takes to be back at his rate. Safe for use by many threads.
 */
final class TokenBucket {
  private final double burstSeconds;
  private double missing;
  private long lastMs;

  /**
   * A full one.
   *
   * @param burstSeconds how many seconds' worth it holds
   */
  TokenBucket(double burstSeconds, long nowMs) {
    this.burstSeconds = burstSeconds;
    this.lastMs = nowMs;
  }

  /**
   * Takes an amount, or gives a negative one back.
   *
   * @param rate per second
   * @return how long it takes until nothing is owed, in ms
   */
  synchronized long take(double amount, double rate, long nowMs) {
    missing = Math.max(0, missing - rate * (nowMs - lastMs) / 1000) + amount;
    lastMs = nowMs;
    double debt = missing - rate * burstSeconds;
    return debt <= 0 ? 0 : Math.round(debt * 1000 / rate);
  }

  /** Whether nothing would be missing by now: a new one is as good. */
  synchronized boolean isFull(double rate, long nowMs) {
    return missing <= rate * (nowMs - lastMs) / 1000;
  }
}
