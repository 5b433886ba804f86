package io.ottla.storage.index;

import io.ottla.storage.file.CachedFile;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * The largest timestamp so far, at some offsets of a segment; both grow from entry to entry. The
 * entry is Kafka's:
 *
 * <pre>
 *  0                8                         12
 *  +----------------+--------------------------+
 *  | timestamp (ms) | offset - segment's base  |
 *  +----------------+--------------------------+
 * </pre>
 *
 * <p>Owned by the partition's loop; searched from any thread.
 */
public final class TimeIndex {
  /** Size in bytes of an entry. */
  public static final int ENTRY_SIZE = 12;

  private static final int OFFSET = 8;

  private final long baseOffset;
  private final EntryFile entries;

  /**
   * The largest timestamp of a stretch of the log.
   *
   * @param timestampMs -1 where there is none
   * @param offset of the last record of the batch that brought it
   */
  public record TimestampedOffset(long timestampMs, long offset) {}

  /** The index of the segment that starts at the offset. */
  public TimeIndex(long baseOffset, CachedFile file, LongSupplier fileSize) {
    this.baseOffset = baseOffset;
    this.entries = new EntryFile(file, ENTRY_SIZE, fileSize);
  }

  /** Appends the largest timestamp so far, unless it or its offset is not beyond the last one. */
  public void appendIfLarger(TimestampedOffset largest) {
    TimestampedOffset last = last();
    if (largest.timestampMs() > last.timestampMs()
        && (largest.offset() > last.offset() || entries.count() == 0)) {
      ByteBuffer entry = ByteBuffer.allocate(ENTRY_SIZE);
      entry.putLong(largest.timestampMs()).putInt((int) (largest.offset() - baseOffset));
      entries.append(entry.flip());
    }
  }

  /** The last entry; timestamp -1 and the segment's base offset when there is none. */
  public TimestampedOffset last() {
    int count = entries.count();
    return entryOf(count == 0 ? ByteBuffer.allocate(0) : entries.entry(count - 1));
  }

  /** The last entry whose timestamp is smaller; -1 and the base offset when there is none. */
  public TimestampedOffset before(long timestampMs) {
    return entryOf(entries.floor((bytes, at) -> bytes.getLong(at) < timestampMs));
  }

  private TimestampedOffset entryOf(ByteBuffer entry) {
    return entry.hasRemaining()
        ? new TimestampedOffset(entry.getLong(0), baseOffset + entry.getInt(OFFSET))
        : new TimestampedOffset(-1, baseOffset);
  }

  /** Drops the entries of the offset and those behind it. */
  public void truncateTo(long offset) {
    entries.truncate(
        entries.floorIndex((bytes, at) -> baseOffset + bytes.getInt(at + OFFSET) < offset) + 1);
  }

  /** The entries as a file. */
  public EntryFile file() {
    return entries;
  }
}
