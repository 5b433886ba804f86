package io.ottla.storage.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A completed segment in a {@link SegmentCatalog}. The CRC is one of the file's and the row's
 * number too, so that no row of an earlier file is taken for one of this.
 *
 * <pre>
 *  0                            32                              36        40
 *  +----------------------------+-------------------------------+---------+
 *  | as in {@link ColdSegments} | a snapshot is where it begins | CRC-32C |
 *  |                            | (0, 1)                        |         |
 *  +----------------------------+-------------------------------+---------+
 * </pre>
 */
final class CatalogRow {
  /** Size in bytes. */
  static final int SIZE = ColdSegments.ROW_SIZE + 8;

  private static final int SNAPSHOT = ColdSegments.ROW_SIZE;
  private static final int CRC = SNAPSHOT + 4;

  private CatalogRow() {}

  /** Where a row lies in its file. */
  static long positionOf(int number) {
    return CatalogHead.SIZE + (long) number * SIZE;
  }

  /** Completes the row that has been put in front of the target's position. */
  static void seal(ByteBuffer target, boolean hasSnapshot, long generation, int number) {
    target.putInt(hasSnapshot ? 1 : 0);
    target.putInt(crcOf(target, target.position() - CRC, generation, number));
  }

  /** Whether there is a whole and sound row at a position. */
  static boolean isSound(ByteBuffer source, int position, long generation, int number) {
    return source.limit() - position >= SIZE
        && source.getInt(position + CRC) == crcOf(source, position, generation, number);
  }

  static boolean hasSnapshot(ByteBuffer source, int position) {
    return source.getInt(position + SNAPSHOT) != 0;
  }

  private static int crcOf(ByteBuffer row, int position, long generation, int number) {
    CRC32C crc = new CRC32C();
    crc.update(row.slice(position, CRC));
    crc.update(ByteBuffer.allocate(12).putLong(generation).putInt(number).flip());
    return (int) crc.getValue();
  }
}
