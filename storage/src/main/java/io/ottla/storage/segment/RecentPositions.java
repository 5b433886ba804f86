package io.ottla.storage.segment;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers where in the file some offsets begin: those written last and those read up to. Whoever
 * reads a log from batch to batch, at its tail or anywhere else, thereby needs no index. A small
 * table without collision handling, written and read from any thread; offset and position share one
 * long, so that they cannot be torn apart.
 */
final class RecentPositions {
  private static final int BITS = 5;
  private static final int HASH = 0x9E3779B9;
  private static final long EMPTY = -1;

  private final AtomicLongArray slots = new AtomicLongArray(1 << BITS);

  RecentPositions() {
    clear();
  }

  /** Forgets everything, after the file was cut off. */
  void clear() {
    for (int i = 0; i < slots.length(); i++) {
      slots.setRelease(i, EMPTY);
    }
  }

  /** Notes that what begins at the offset, relative to the segment's, begins at the position. */
  void put(int relativeOffset, int position) {
    slots.setRelease(slot(relativeOffset), ((long) relativeOffset << Integer.SIZE) | position);
  }

  /** The position in bytes; -1 when it is not known. */
  int get(int relativeOffset) {
    long entry = slots.getAcquire(slot(relativeOffset));
    return (int) (entry >>> Integer.SIZE) == relativeOffset && entry != EMPTY ? (int) entry : -1;
  }

  private static int slot(int relativeOffset) {
    return (relativeOffset * HASH) >>> (Integer.SIZE - BITS);
  }
}
