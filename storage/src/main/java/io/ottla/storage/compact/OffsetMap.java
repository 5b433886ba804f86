package io.ottla.storage.compact;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The last offset of each key, in bounded memory: keys are kept as 128-bit digests, in open
 * addressing. Owned by one thread.
 */
final class OffsetMap {
  static final int BYTES_PER_SLOT = 3 * Long.BYTES;

  private static final int DIGEST_BYTES = 16;
  private static final long FREE = -1;

  private final MessageDigest digest = md5();
  private final byte[] hash = new byte[DIGEST_BYTES];
  private final ByteBuffer hashLongs = ByteBuffer.wrap(hash);
  private final long[] high;
  private final long[] low;
  private final long[] offsets;
  private final int maxCount;
  private int count;

  /**
   * A map of at most so many bytes.
   *
   * @param maxLoad the share of it that is filled; fuller holds more keys and collides more
   * @param maxKeys how many different keys there can be, so that no more than needed is allocated
   */
  OffsetMap(long maxBytes, double maxLoad, long maxKeys) {
    long slots = Math.min(maxBytes / BYTES_PER_SLOT, (long) (maxKeys / maxLoad) + 2);
    int capacity = (int) Math.max(2, Math.min(slots, Integer.MAX_VALUE - 8));
    this.high = new long[capacity];
    this.low = new long[capacity];
    this.offsets = new long[capacity];
    Arrays.fill(offsets, FREE);
    this.maxCount = (int) Math.min(capacity - 1, Math.max(1, capacity * maxLoad));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
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
    if (offsets[slot] == FREE) {
      high[slot] = hashLongs.getLong(0);
      low[slot] = hashLongs.getLong(Long.BYTES);
      count++;
    }
    offsets[slot] = offset;
  }

  /** The last offset noted for a key; -1 when there is none. */
  long get(ByteBuffer key) {
    return offsets[slotOf(key)];
  }

  private int slotOf(ByteBuffer key) {
    digest.update(key.duplicate());
    try {
      digest.digest(hash, 0, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("MD5 has 16 bytes", e);
    }
    long first = hashLongs.getLong(0);
    long second = hashLongs.getLong(Long.BYTES);
    int slot = (int) Long.remainderUnsigned(first, offsets.length);
    while (offsets[slot] != FREE && (high[slot] != first || low[slot] != second)) {
      slot = slot + 1 == offsets.length ? 0 : slot + 1;
    }
    return slot;
  }
}
