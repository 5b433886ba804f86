package io.ottla.wire.record;

/**
 * The arithmetic of sequence numbers: they count records from 0 to 2<sup>31</sup> - 1 and go on at
 * 0.
 */
public final class Sequences {
  private Sequences() {}

  /** The number that lies {@code count} records behind {@code sequence}; both are not negative. */
  public static int add(int sequence, int count) {
    return (sequence + count) & Integer.MAX_VALUE;
  }
}
