package io.ottla.storage.compact;

import io.ottla.runtime.RandomIds;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The last offset of each key, in bounded memory: keys are kept as 128-bit hashes, in open
 * addressing. Owned by one thread.
 */
final class OffsetMap {
  static final int BYTES_PER_SLOT = 3 * Long.BYTES;

  private static final int MAX_CAPACITY = (Integer.MAX_VALUE - 8) / 3;

  private static final int LONGS_PER_SLOT = 3;
  private static final int SECOND = 1;
  private static final int OFFSET = 2;
  private static final long FREE = -1;

  private final KeyHash hash;
  private final long[] slots;
  private final int capacity;
  private final int maxCount;
  private int count;

  /**
   * A map of at most so many bytes.
   *
   * @param maxLoad the share of it that is filled; fuller holds more keys and collides more
   * @param maxKeys how many different keys there can be, so that no more than needed is allocated
   */
  OffsetMap(long maxBytes, double maxLoad, long maxKeys) {
    long wanted = Math.min(maxBytes / BYTES_PER_SLOT, (long) (maxKeys / maxLoad) + 2);
    this.capacity = (int) Math.max(2, Math.min(wanted, MAX_CAPACITY));
    this.slots = new long[capacity * LONGS_PER_SLOT];
    for (int at = OFFSET; at < slots.length; at += LONGS_PER_SLOT) {
      slots[at] = FREE;
    }
    this.maxCount = (int) Math.min(capacity - 1, Math.max(1, capacity * maxLoad));
    UUID secret = RandomIds.next();
    this.hash = new KeyHash(secret.getMostSignificantBits(), secret.getLeastSignificantBits());
  }

  /** Whether no other key fits. */
  boolean isFull() {
    return count >= maxCount;
  }

  int count() {
    return count;
  }

  /** Notes the offset of a key; those of one key come in rising order. */
  void put(ByteBuffer key, long offset) {
    int slot = slotOf(key);
    if (slots[slot + OFFSET] == FREE) {
      slots[slot] = hash.first();
      slots[slot + SECOND] = hash.second();
      count++;
    }
    slots[slot + OFFSET] = offset;
  }

  /** The last offset noted for a key; -1 when there is none. */
  long get(ByteBuffer key) {
    return slots[slotOf(key) + OFFSET];
  }

  /** Where the slot of a key begins; a slot is the key's hash and its offset, side by side. */
  private int slotOf(ByteBuffer key) {
    hash.hash(key);
    long first = hash.first();
    long second = hash.second();
    int slot = LONGS_PER_SLOT * (int) Long.remainderUnsigned(first, capacity);
    while (slots[slot + OFFSET] != FREE
        && (slots[slot] != first || slots[slot + SECOND] != second)) {
      slot = slot + LONGS_PER_SLOT == slots.length ? 0 : slot + LONGS_PER_SLOT;
    }
    return slot;
  }
}
