package io.ottla.compat.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The only place where tests wait for something that tells nobody when it has happened. */
public final class Deadline {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Deadline() {}

  /** Something that may fail until it is ready. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Returns what was asked for, or throws. */
    T get() throws Exception;
  }

  /** Asks until {@code accepted} likes the answer, and returns it; fails with the last answer. */
  public static <T> T until(
      String what, Duration limit, Attempt<T> attempt, Predicate<T> accepted) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Object last;
      try {
        T answer = attempt.get();
        if (accepted.test(answer)) {
          return answer;
        }
        last = answer;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "no " + what + " within " + limit + ", last: " + last,
            last instanceof Throwable cause ? cause : null);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Waits until the condition holds. */
  public static void until(String what, Duration limit, Supplier<Boolean> condition) {
    until(what, limit, condition::get, holds -> holds);
  }

  /** Lets time pass, for tests of what must not happen meanwhile. */
  public static void let(Duration pass) {
    long end = System.nanoTime() + pass.toNanos();
    for (long left = pass.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
