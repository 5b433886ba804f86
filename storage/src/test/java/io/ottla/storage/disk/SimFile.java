package io.ottla.storage.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** The content of a simulated file: as the system sees it, and as the platter has it. */
final class SimFile {
  static final int PAGE_BYTES = 256;

  private byte[] content = new byte[0];
  private int size;
  private int allocatedEnd;
  private byte[] durable = new byte[0];
  private final BitSet dirtyPages = new BitSet();
  private Flip flip = Flip.NONE;

  int size() {
    return size;
  }

  /** What lies below has space on the disk. */
  int allocatedEnd() {
    return allocatedEnd;
  }

  /** Makes the file longer without taking space. */
  void extend(int newSize) {
    reserve(newSize);
    size = Math.max(size, newSize);
  }

  int read(ByteBuffer target, long position) {
    int count = (int) Math.max(0, Math.min(target.remaining(), size - position));
    target.put(content, (int) Math.min(position, size), count);
    return count;
  }

  void write(ByteBuffer source, int position) {
    int count = source.remaining();
    if (count == 0) {
      return;
    }
    reserve(position + count);
    source.get(content, position, count);
    size = Math.max(size, position + count);
    allocatedEnd = Math.max(allocatedEnd, position + count);
    markDirty(position, position + count);
  }

  private void reserve(int capacity) {
    if (content.length < capacity) {
      content = Arrays.copyOf(content, Math.max(capacity, content.length * 2));
    }
  }

  private void markDirty(int from, int to) {
    if (flip.liesWithin(from, to)) {
      flip = Flip.NONE;
    }
    dirtyPages.set(from / PAGE_BYTES, (to + PAGE_BYTES - 1) / PAGE_BYTES);
  }

  void truncate(int newSize) {
    if (newSize < size) {
      Arrays.fill(content, newSize, size, (byte) 0);
      markDirty(newSize, size);
      size = newSize;
      allocatedEnd = Math.min(allocatedEnd, newSize);
    }
  }

  void sync() {
    durable = Arrays.copyOf(content, size);
    dirtyPages.clear();
  }

  /** What a sync that failed leaves: pages that no later sync writes, though they read well. */
  void forgetDirty() {
    dirtyPages.clear();
  }

  /** Damages the platter, whatever the system does not hold in memory included. */
  void flipBit(int position, int bit) {
    flip = new Flip(position, (byte) (1 << bit));
    flip.applyTo(content);
    flip.applyTo(durable);
  }

  /** Undoes the last flip, unless it was overwritten or cut off. */
  void repair() {
    if (isDamaged()) {
      flip.applyTo(content);
      flip.applyTo(durable);
    }
    flip = Flip.NONE;
  }

  boolean isDamaged() {
    return flip.position() >= 0;
  }

  /** A bit of a byte. */
  private record Flip(int position, byte mask) {
    static final Flip NONE = new Flip(-1, (byte) 0);

    void applyTo(byte[] bytes) {
      if (position < bytes.length) {
        bytes[position] ^= mask;
      }
    }

    boolean isSameIn(byte[] bytes, byte[] others) {
      return bytes[position] == others[position];
    }

    boolean liesWithin(int from, int to) {
      return position >= from && position < to;
    }
  }

  /** What is left after a power loss: of each page that was not synced the old or the new. */
  SimFile afterCrash(RandomGenerator random) {
    SimFile left = new SimFile();
    left.size = survivingSize(random);
    left.allocatedEnd = Math.min(left.size, allocatedEnd);
    left.content = new byte[left.size];
    System.arraycopy(durable, 0, left.content, 0, Math.min(left.size, durable.length));
    dirtyPages.stream().filter(page -> random.nextBoolean()).forEach(page -> copyPage(left, page));
    left.sync();
    boolean isLeft = flip.liesWithin(0, left.size) && flip.isSameIn(content, left.content);
    left.flip = isLeft ? flip : Flip.NONE;
    return left;
  }

  private int survivingSize(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> durable.length;
      case 1 -> size;
      default ->
          Math.min(size, durable.length) + random.nextInt(Math.abs(size - durable.length) + 1);
    };
  }

  private void copyPage(SimFile target, int page) {
    int from = page * PAGE_BYTES;
    int to = Math.min(from + PAGE_BYTES, Math.min(target.size, content.length));
    if (from < to) {
      System.arraycopy(content, from, target.content, from, to - from);
    }
  }
}
