package io.ottla.storage.index;

import io.ottla.storage.file.CachedFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The transactions whose abort marker lies in a segment, in the order of their markers. There is no
 * file while there is none. The entry is Kafka's:
 *
 * <pre>
 *  0           2            10            18            26                  34
 *  +-----------+------------+-------------+-------------+-------------------+
 *  | version 0 | producer   | first       | last        | last stable       |
 *  |           | id         | offset      | offset      | offset            |
 *  +-----------+------------+-------------+-------------+-------------------+
 * </pre>
 *
 * <p>Owned by the partition's loop; read from any thread.
 */
public final class TransactionIndex {
  /** Size in bytes of an entry. */
  public static final int ENTRY_SIZE = 34;

  /** Where the producer's id lies in an entry, in bytes; the version lies at 0. */
  public static final int PRODUCER_ID = 2;

  /** Where the offset of the first record lies in an entry, in bytes. */
  public static final int FIRST_OFFSET = 10;

  /** Where the offset of the marker lies in an entry, in bytes. */
  public static final int LAST_OFFSET = 18;

  /** Where the last stable offset lies in an entry, in bytes. */
  public static final int LAST_STABLE_OFFSET = 26;

  private static final short VERSION = 0;

  private final EntryFile entries;

  /** An index in a file that need not exist. */
  public TransactionIndex(CachedFile file, LongSupplier fileSize) {
    this.entries = new EntryFile(file, ENTRY_SIZE, fileSize);
  }

  /** Appends a transaction whose marker lies behind those of all others. */
  public void append(AbortedTransaction aborted) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY_SIZE);
    entry.putShort(VERSION).putLong(aborted.producerId()).putLong(aborted.firstOffset());
    entry.putLong(aborted.lastOffset()).putLong(aborted.lastStableOffset());
    entries.append(entry.flip());
  }

  /**
   * Adds to {@code found} the transactions that touch offsets from {@code fromOffset} on and below
   * {@code toOffset}.
   *
   * @return whether later segments cannot hold any more of them
   */
  public boolean collect(long fromOffset, long toOffset, List<AbortedTransaction> found) {
    for (AbortedTransaction aborted : all()) {
      if (aborted.lastOffset() >= fromOffset && aborted.firstOffset() < toOffset) {
        found.add(aborted);
      }
      if (aborted.lastStableOffset() >= toOffset) {
        return true;
      }
    }
    return false;
  }

  /** All transactions of the index. */
  public List<AbortedTransaction> all() {
    int count = entries.count();
    if (count == 0) {
      return List.of();
    }
    ByteBuffer bytes = entries.entries(0, count);
    List<AbortedTransaction> all = new ArrayList<>(count);
    for (int at = 0; at < count * ENTRY_SIZE; at += ENTRY_SIZE) {
      all.add(
          new AbortedTransaction(
              bytes.getLong(at + PRODUCER_ID),
              bytes.getLong(at + FIRST_OFFSET),
              bytes.getLong(at + LAST_OFFSET),
              bytes.getLong(at + LAST_STABLE_OFFSET)));
    }
    return all;
  }

  /** Drops the transactions whose marker lies at the offset or behind it. */
  public void truncateTo(long offset) {
    if (!isEmpty()) {
      entries.truncate(
          entries.floorIndex((bytes, at) -> bytes.getLong(at + LAST_OFFSET) < offset) + 1);
    }
  }

  /** Whether there is no aborted transaction. */
  public boolean isEmpty() {
    return entries.count() == 0;
  }

  /** The entries as a file. */
  public EntryFile file() {
    return entries;
  }
}
