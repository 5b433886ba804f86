package io.ottla.storage.producer;

import java.util.Arrays;

/** Offsets in ascending order, of which most come and go at the ends; eight bytes each. */
final class OffsetSet {
  private long[] offsets;
  private int from;
  private int to;

  /** The offsets given, which ascend. */
  OffsetSet(long[] ascending) {
    this.offsets = ascending.clone();
    this.to = offsets.length;
  }

  int count() {
    return to - from;
  }

  long first() {
    return offsets[from];
  }

  long[] toArray() {
    return above(Long.MIN_VALUE);
  }

  /** Those above the offset, in ascending order. */
  long[] above(long offset) {
    int at = Arrays.binarySearch(offsets, from, to, offset);
    return Arrays.copyOfRange(offsets, at >= 0 ? at + 1 : -at - 1, to);
  }

  /** The largest at or below the offset; -1 when there is none. */
  long floor(long offset) {
    int at = Arrays.binarySearch(offsets, from, to, offset);
    int floor = at >= 0 ? at : -at - 2;
    return floor < from ? -1 : offsets[floor];
  }

  void add(long offset) {
    int at = Arrays.binarySearch(offsets, from, to, offset);
    if (at >= 0) {
      return;
    }
    int before = -at - 1 - from;
    int count = count();
    if (to == offsets.length) {
      offsets = Arrays.copyOfRange(offsets, from, from + Math.max(4, 2 * count));
      from = 0;
      to = count;
    }
    System.arraycopy(offsets, from + before, offsets, from + before + 1, count - before);
    offsets[from + before] = offset;
    to++;
  }

  void remove(long offset) {
    int at = Arrays.binarySearch(offsets, from, to, offset);
    if (at == from) {
      from++;
    } else if (at > from) {
      System.arraycopy(offsets, at + 1, offsets, at, to - at - 1);
      to--;
    }
  }
}
