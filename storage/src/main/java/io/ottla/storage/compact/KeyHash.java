package io.ottla.storage.compact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits of a key's bytes: whoever does not know its two secrets cannot make two
 * keys collide, and for short keys it takes a fraction of the time of MD5. Holds the last hash.
 * Owned by one thread.
 */
final class KeyHash {
  private static final int WORD_ROUNDS = 2;
  private static final int LAST_ROUNDS = 4;
  private static final int LENGTH_SHIFT = 56;

  private final long secret0;
  private final long secret1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long first;
  private long second;

  KeyHash(long secret0, long secret1) {
    this.secret0 = secret0;
    this.secret1 = secret1;
  }

  /** The first half of the last hash. */
  long first() {
    return first;
  }

  /** The second half of the last hash. */
  long second() {
    return second;
  }

  /** Hashes what remains in the key, which stays as it is. */
  void hash(ByteBuffer key) {
    v0 = secret0 ^ 0x736f6d6570736575L;
    v1 = secret1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = secret0 ^ 0x6c7967656e657261L;
    v3 = secret1 ^ 0x7465646279746573L;
    ByteBuffer bytes = key.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.remaining();
    while (bytes.remaining() >= Long.BYTES) {
      word(bytes.getLong());
    }
    long last = (long) length << LENGTH_SHIFT;
    for (int shift = 0; bytes.hasRemaining(); shift += Byte.SIZE) {
      last |= Byte.toUnsignedLong(bytes.get()) << shift;
    }
    word(last);
    v2 ^= 0xee;
    rounds(LAST_ROUNDS);
    first = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    rounds(LAST_ROUNDS);
    second = v0 ^ v1 ^ v2 ^ v3;
  }

  private void word(long word) {
    v3 ^= word;
    rounds(WORD_ROUNDS);
    v0 ^= word;
  }

  private void rounds(int count) {
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3;
    for (int i = 0; i < count; i++) {
      a += b;
      c += d;
      b = Long.rotateLeft(b, 13) ^ a;
      d = Long.rotateLeft(d, 16) ^ c;
      a = Long.rotateLeft(a, 32) + d;
      c += b;
      d = Long.rotateLeft(d, 21) ^ a;
      b = Long.rotateLeft(b, 17) ^ c;
      c = Long.rotateLeft(c, 32);
    }
    v0 = a;
    v1 = b;
    v2 = c;
    v3 = d;
  }
}
