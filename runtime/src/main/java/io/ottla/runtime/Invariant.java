package io.ottla.runtime;

/**
 * Cheap checks that stay on in production. A failure is our own fault: the owner of the state (a
 * partition, a shard) goes offline rather than continue on wrong state.
 */
public final class Invariant {
  private Invariant() {}

  /** Fails with {@code what} unless the condition holds. */
  public static void check(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("invariant broken: " + what);
    }
  }

  /** Fails with {@code what} and the value unless the condition holds. */
  public static void check(boolean condition, String what, long value) {
    if (!condition) {
      throw new IllegalStateException("invariant broken: " + what + " value=" + value);
    }
  }

  /** Fails with {@code what} and both values unless the condition holds. */
  public static void check(boolean condition, String what, long value, long other) {
    if (!condition) {
      throw new IllegalStateException("invariant broken: " + what + " " + value + " and " + other);
    }
  }
}
