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
   * Takes an amount, whatever is there.
   *
   * @param rate per second
   * @return how long it takes until nothing is owed, in ms
   */
  synchronized long take(double amount, double rate, long nowMs) {
    fill(rate, nowMs);
    missing += amount;
    return msFor(missing - rate * burstSeconds, rate);
  }

  /**
   * Takes an amount only where nothing is owed then. A full one gives any amount: there is never
   * more in it, so that who wants more would wait for ever.
   *
   * @param rate per second
   * @return 0 when it was taken, or how long it takes until it can be, in ms
   */
  synchronized long takeUnlessOwed(double amount, double rate, long nowMs) {
    fill(rate, nowMs);
    long waitMs = msFor(Math.min(missing, missing + amount - rate * burstSeconds), rate);
    if (waitMs == 0) {
      missing += amount;
    }
    return waitMs;
  }

  private void fill(double rate, long nowMs) {
    missing = Math.max(0, missing - rate * (nowMs - lastMs) / 1000);
    lastMs = nowMs;
  }

  private static long msFor(double amount, double rate) {
    return amount <= 0 ? 0 : Math.round(amount * 1000 / rate);
  }

  /** Whether nothing would be missing by now: a new one is as good. */
  synchronized boolean isFull(double rate, long nowMs) {
    return missing <= rate * (nowMs - lastMs) / 1000;
  }
}
