package io.ottla.storage.index;

import io.ottla.storage.file.CachedFile;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Where batches lie in a segment's file: every few kilobytes an entry of the last offset of a batch
 * and the position of its first byte. The entry is Kafka's:
 *
 * <pre>
 *  0                          4            8
 *  +--------------------------+------------+
 *  | offset - segment's base  | position   |
 *  +--------------------------+------------+
 * </pre>
 *
 * <p>Owned by the partition's loop; searched from any thread.
 */
public final class OffsetIndex {
  /** Size in bytes of an entry. */
  public static final int ENTRY_SIZE = 8;

  private static final int POSITION = 4;

  private final long baseOffset;
  private final EntryFile entries;

  /** The index of the segment that starts at the offset. */
  public OffsetIndex(long baseOffset, CachedFile file, LongSupplier fileSize) {
    this.baseOffset = baseOffset;
    this.entries = new EntryFile(file, ENTRY_SIZE, fileSize);
  }

  /** Appends the last offset of a batch and the position in bytes where the batch begins. */
  public void append(long lastOffset, int position) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY_SIZE);
    entries.append(entry.putInt((int) (lastOffset - baseOffset)).putInt(position).flip());
  }

  /** A position in bytes at or before the batch that holds the offset, as close as is known. */
  public int positionBefore(long offset) {
    int relative = (int) Math.min(Integer.MAX_VALUE, Math.max(-1, offset - baseOffset));
    return position(entries.floor((bytes, at) -> bytes.getInt(at) <= relative));
  }

  /** The last known start of a batch, in bytes, at or before the position. */
  public int batchStartBefore(int position) {
    return position(entries.floor((bytes, at) -> bytes.getInt(at + POSITION) <= position));
  }

  /** The last known start of a batch, in bytes. */
  public int lastPosition() {
    int count = entries.count();
    return count == 0 ? 0 : position(entries.entry(count - 1));
  }

  private static int position(ByteBuffer entry) {
    return entry.hasRemaining() ? Math.max(0, entry.getInt(POSITION)) : 0;
  }

  /** Drops the entries of batches that begin at the position or behind it. */
  public void truncateTo(int position) {
    entries.truncate(entries.floorIndex((bytes, at) -> bytes.getInt(at + POSITION) < position) + 1);
  }

  /** The entries as a file. */
  public EntryFile file() {
    return entries;
  }
}
