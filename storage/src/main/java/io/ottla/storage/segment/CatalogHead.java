package io.ottla.storage.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a start reads of a {@link SegmentCatalog}.
 *
 * <pre>
 *  0         4        8                   16     20       24          28       32
 *  +---------+--------+-------------------+------+---------+-----------+--------+-------------+
 *  | CRC-32C | format | directory version | rows | rows    | leftovers | strays | generations |
 *  | of head |        |                   |      | skipped | (0, 1)    | (count)| (count)     |
 *  +---------+--------+-------------------+------+---------+-----------+--------+-------------+
 *  36                 44                  52                60          68       100
 *  +------------------+-------------------+-----------------+-----------+--------+-------------+
 *  | first completed  | completed (bytes) | newest snapshot | largest   | row of | strays,     |
 *  | base offset      |                   | (offset)        | timestamp | active | generations |
 *  +------------------+-------------------+-----------------+-----------+--------+-------------+
 * </pre>
 *
 * @param version of the directory of which this speaks
 * @param rows how many completed segments have a row
 * @param skipped how many of the first rows are of segments that are gone
 * @param hasLeftovers whether there may be files that a start has to remove
 * @param firstBaseOffset of the completed segments that are there
 * @param completedBytes of these in all
 * @param newestSnapshot the offset of the newest snapshot of the producers; -1 when there is none
 * @param largestUpTo the largest timestamp in ms of completed segments, as {@link ColdSegments} has
 *     it
 * @param active the row of the segment that is appended to
 * @param strays the offsets of snapshots at which no completed segment begins, in ascending order
 * @param generations which rows were written by which run of the broker, in ascending order
 */
record CatalogHead(
    long version,
    int rows,
    int skipped,
    boolean hasLeftovers,
    long firstBaseOffset,
    long completedBytes,
    long newestSnapshot,
    long largestUpTo,
    ByteBuffer active,
    List<Long> strays,
    List<Generation> generations) {
  private static final int FORMAT = 0x4f736736;
  private static final int CRC_SIZE = 4;
  private static final int STRAYS = 68 + ColdSegments.ROW_SIZE;

  /** More than a start makes, one at every stop, between two segments as a rule. */
  static final int MAX_STRAYS = 64;

  private static final int GENERATIONS = STRAYS + MAX_STRAYS * Long.BYTES;

  /** After so many starts all rows are written again. */
  static final int MAX_GENERATIONS = 32;

  /** Size in bytes. */
  static final int SIZE = GENERATIONS + MAX_GENERATIONS * (Integer.BYTES + Long.BYTES);

  /**
   * The rows that one run of the broker has written. A power loss may leave what it wrote of a row,
   * and take the head that counts it, so that the next run writes the row again.
   *
   * @param firstRow where they begin
   * @param number at random; the CRC of each row has it, so that none is taken for that of another
   */
  record Generation(int firstRow, long number) {}

  CatalogHead {
    strays = List.copyOf(strays);
    generations = List.copyOf(generations);
  }

  /** How many completed segments there are. */
  int completed() {
    return rows - skipped;
  }

  /** The number of the generation that a row is of. */
  long generationOf(int row) {
    long number = 0;
    for (Generation generation : generations) {
      if (generation.firstRow() <= row) {
        number = generation.number();
      }
    }
    return number;
  }

  /** As it was when there were fewer rows, with other snapshots. */
  CatalogHead rewound(int fewerRows, long largestThen, long newestThen, List<Long> straysThen) {
    return new CatalogHead(
        version,
        fewerRows,
        skipped,
        hasLeftovers,
        firstBaseOffset,
        completedBytes,
        newestThen,
        largestThen,
        active,
        straysThen,
        generations);
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).putInt(0).putInt(FORMAT);
    bytes.putLong(version).putInt(rows).putInt(skipped).putInt(hasLeftovers ? 1 : 0);
    bytes.putInt(strays.size()).putInt(generations.size());
    bytes.putLong(firstBaseOffset).putLong(completedBytes).putLong(newestSnapshot);
    bytes.putLong(largestUpTo).put(active.duplicate());
    strays.forEach(bytes::putLong);
    bytes.position(GENERATIONS);
    generations.forEach(of -> bytes.putInt(of.firstRow()).putLong(of.number()));
    return bytes.clear().putInt(0, crcOf(bytes));
  }

  /** The head in so many bytes; null when they are damaged or of another format. */
  static @Nullable CatalogHead decode(ByteBuffer bytes) {
    if (bytes.getInt() != crcOf(bytes) || bytes.getInt() != FORMAT) {
      return null;
    }
    long version = bytes.getLong();
    int rows = bytes.getInt();
    int skipped = bytes.getInt();
    boolean hasLeftovers = bytes.getInt() == 1;
    int strayCount = bytes.getInt();
    int generationCount = bytes.getInt();
    long firstBaseOffset = bytes.getLong();
    long completedBytes = bytes.getLong();
    long newestSnapshot = bytes.getLong();
    long largestUpTo = bytes.getLong();
    byte[] active = new byte[ColdSegments.ROW_SIZE]; // of its own: heads are kept
    bytes.get(active);
    bytes.position(STRAYS);
    List<Long> strays = new ArrayList<>();
    for (int i = 0; i < strayCount; i++) {
      strays.add(bytes.getLong());
    }
    bytes.position(GENERATIONS);
    List<Generation> generations = new ArrayList<>();
    for (int i = 0; i < generationCount; i++) {
      generations.add(new Generation(bytes.getInt(), bytes.getLong()));
    }
    return new CatalogHead(
        version,
        rows,
        skipped,
        hasLeftovers,
        firstBaseOffset,
        completedBytes,
        newestSnapshot,
        largestUpTo,
        ByteBuffer.wrap(active),
        strays,
        generations);
  }

  private static int crcOf(ByteBuffer head) {
    CRC32C crc = new CRC32C();
    crc.update(head.slice(CRC_SIZE, SIZE - CRC_SIZE));
    return (int) crc.getValue();
  }
}
