package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a log's directory holds, written down so that the next start need not look: the segments
 * with their sizes and largest timestamps, and the snapshots of the producers. It says of which
 * state of the directory it speaks: once a name in there has changed, by whomever, it is not read
 * any more, and after a crash only if it says that the names were at rest when it was written: an
 * earlier start may have changed them at the same instant. After a stop in order completed segments
 * have not changed in any other way; after a crash those that end below the recovery point have
 * not. Apache Kafka does not know the file and leaves it alone.
 *
 * <p>A start reads the head alone, so that it takes no longer for a log of many segments; of the
 * rows a block is read once someone asks for one in it. Where it turns out to be damaged the names
 * in the directory say the same: who changes those of completed segments or of snapshots has read
 * them all before.
 *
 * <pre>
 *  0         4        8                   16          20          24           28
 *  +---------+--------+-------------------+-----------+-----------+------------+---------+
 *  | CRC-32C | format | directory version | completed | snapshots | CRC-32C of | at rest |
 *  | of head |        |                   | (count)   | (count)   | offsets    | (0, 1)  |
 *  +---------+--------+-------------------+-----------+-----------+------------+---------+
 *  32                 40          48                56              88
 *  +------------------+-----------+-----------------+---------------+--------+-------------+
 *  | first completed  | completed | newest snapshot | row of the    | blocks | snapshots'  |
 *  | base offset      | (bytes)   | (offset)        | active        |        | offsets     |
 *  +------------------+-----------+-----------------+---------------+--------+-------------+
 * </pre>
 *
 * <p>A block is a CRC-32C and up to 128 rows of {@link ColdSegments}. The CRC is one of the
 * directory version and the block's number too, so that no block of an earlier file is taken for
 * one of this. An offset has 8 bytes.
 */
public final class SegmentCatalog {
  /** What the file is called. */
  public static final String NAME = "ottla.segments";

  /** Of fewer segments it is not worth a file. */
  public static final int WORTH_KEEPING = 4;

  private static final int FORMAT = 0x4f736735;
  private static final int CONTENT = 4;
  private static final int AT_REST = 28;
  private static final int ACTIVE = 56;
  private static final int HEAD = ACTIVE + ColdSegments.ROW_SIZE;
  private static final int BLOCK_SIZE = CONTENT + ColdSegments.BLOCK * ColdSegments.ROW_SIZE;

  private final LogFiles files;
  private final long version;
  private final int completed;
  private final boolean isAtRest;
  private final Segment active;
  private final SegmentList segments;
  private final long newestSnapshot;
  private final Supplier<long[]> snapshotOffsets;
  private volatile long @Nullable [] named;

  private SegmentCatalog(LogFiles files, ByteBuffer head) {
    this.files = files;
    this.version = head.getLong();
    this.completed = head.getInt();
    int snapshots = head.getInt();
    int crcOfOffsets = head.getInt();
    this.isAtRest = head.getInt() == 1;
    long firstBaseOffset = head.getLong();
    long completedBytes = head.getLong();
    this.newestSnapshot = head.getLong();
    this.active = ColdSegments.ofRow(files, head, ACTIVE);
    this.snapshotOffsets = () -> offsets(files, snapshots, endOfBlocks(completed), crcOfOffsets);
    ColdSegments cold = new ColdSegments(files, completed, firstBaseOffset, this::rows);
    this.segments = SegmentList.of(cold, completedBytes, active);
  }

  /** All segments of the log, the one that is appended to included. */
  public SegmentList segments() {
    return segments;
  }

  /** The offset of the newest snapshot of the producers; -1 when there is none. */
  public long newestSnapshot() {
    return newestSnapshot;
  }

  /** The offsets of the producers' snapshots, in ascending order. */
  public Supplier<long[]> snapshotOffsets() {
    return snapshotOffsets;
  }

  /** The version of the directory that was written down. */
  public long version() {
    return version;
  }

  /** Whether the names had been at rest for a while when this was written. */
  public boolean isAtRest() {
    return isAtRest;
  }

  /** What was written of the directory as it is; null when that is nothing. */
  public static @Nullable SegmentCatalog read(LogFiles files) {
    ByteBuffer head = head(files);
    if (head == null) {
      return null;
    }
    SegmentCatalog catalog = new SegmentCatalog(files, head);
    return catalog.version == files.disk().version(files.directory()) ? catalog : null;
  }

  private static @Nullable ByteBuffer head(LogFiles files) {
    ByteBuffer head = part(files, 0, HEAD);
    boolean isHead = head != null && head.getInt() == crcOf(head) && head.getInt() == FORMAT;
    return isHead ? head : null;
  }

  /**
   * Whether the active segment has the size that was written down. It is the only one that another
   * broker could have appended to without changing a name.
   */
  public boolean isActiveAsLong() {
    return files.size(FileKind.LOG, active.baseOffset(), "") == active.size();
  }

  private @Nullable ByteBuffer rows(int block) {
    int first = block * ColdSegments.BLOCK;
    int count = Math.min(ColdSegments.BLOCK, completed - first);
    long position = HEAD + (long) block * BLOCK_SIZE;
    ByteBuffer bytes = part(files, position, CONTENT + count * ColdSegments.ROW_SIZE);
    if (bytes != null && bytes.getInt() == crcOfBlock(version, block, bytes)) {
      return bytes.slice();
    }
    long[] offsets = namedOffsets();
    return offsets.length == completed
        ? ColdSegments.namedRows(Arrays.copyOfRange(offsets, first, first + count))
        : null;
  }

  // Once for all blocks: a full disk may have kept all of them from being written.
  private long[] namedOffsets() {
    long[] known = named;
    if (known == null) {
      long end = active.baseOffset();
      long[] all = FileKind.LOG.offsetsIn(files.disk().list(files.directory()));
      known = Arrays.stream(all).filter(offset -> offset < end).toArray();
      named = known;
    }
    return known;
  }

  private static long[] offsets(LogFiles files, int count, long position, int crc) {
    ByteBuffer bytes = part(files, position, count * Long.BYTES);
    if (bytes == null || crcOf(bytes) != crc) {
      return FileKind.PRODUCER_SNAPSHOT.offsetsIn(files.disk().list(files.directory()));
    }
    long[] offsets = new long[count];
    bytes.asLongBuffer().get(offsets);
    return offsets;
  }

  /** So many bytes of the file; null when it has fewer there. */
  private static @Nullable ByteBuffer part(LogFiles files, long position, int size) {
    Path path = files.directory().resolve(NAME);
    if (!files.disk().exists(path)) {
      return null;
    }
    try (DiskFile file = files.disk().open(path, Disk.Mode.READ)) {
      ByteBuffer part = ByteBuffer.allocate(size);
      file.read(part, position);
      return part.hasRemaining() ? null : part.flip();
    }
  }

  /** Whether there is such a file. */
  public static boolean exists(LogFiles files) {
    return files.disk().exists(files.directory().resolve(NAME));
  }

  /** Makes the file, which changes the directory's version; a full disk may keep it from that. */
  public static void create(LogFiles files) {
    try {
      files.disk().open(files.directory().resolve(NAME), Disk.Mode.CREATE).close();
    } catch (DiskFullException e) {
      // It is not needed.
    }
  }

  /** Adds to what is written of the directory as it is that its names have been at rest since. */
  public static void rest(LogFiles files) {
    ByteBuffer head = head(files);
    if (head != null) {
      try (DiskFile file = files.disk().open(files.directory().resolve(NAME), Disk.Mode.WRITE)) {
        file.write(sealed(head.clear().putInt(AT_REST, 1)), 0);
      }
    }
  }

  /**
   * Writes what is known of a log into the file, which is there. It is not synced, and a full disk
   * may keep it from being written.
   *
   * @param version of the directory, which holds these segments and snapshots, and nothing that a
   *     start would have to remove
   * @param isAtRest whether the names have not changed for a while
   */
  public static void write(
      LogFiles files,
      long version,
      boolean isAtRest,
      SegmentList segments,
      long[] snapshotOffsets) {
    ByteBuffer bytes = encode(version, isAtRest, segments, snapshotOffsets);
    try (DiskFile file = files.disk().open(files.directory().resolve(NAME), Disk.Mode.WRITE)) {
      file.truncate(bytes.capacity());
      file.write(bytes, 0);
    } catch (DiskFullException e) {
      // What there is of it has another checksum.
    }
  }

  private static int endOfBlocks(int completed) {
    int blocks = (completed + ColdSegments.BLOCK - 1) / ColdSegments.BLOCK;
    return HEAD + blocks * CONTENT + completed * ColdSegments.ROW_SIZE;
  }

  private static ByteBuffer encode(
      long version, boolean isAtRest, SegmentList segments, long[] snapshotOffsets) {
    int completed = segments.count() - 1;
    int endOfBlocks = endOfBlocks(completed);
    int offsetsSize = snapshotOffsets.length * Long.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(endOfBlocks + offsetsSize).position(HEAD);
    long largestUpTo = Long.MIN_VALUE;
    for (int first = 0; first < completed; first += ColdSegments.BLOCK) {
      int start = bytes.position();
      bytes.putInt(0);
      for (int i = first; i < Math.min(first + ColdSegments.BLOCK, completed); i++) {
        largestUpTo = put(bytes, segments, i, largestUpTo);
      }
      ByteBuffer rows = bytes.slice(start + CONTENT, bytes.position() - start - CONTENT);
      bytes.putInt(start, crcOfBlock(version, first / ColdSegments.BLOCK, rows));
    }
    bytes.asLongBuffer().put(snapshotOffsets);
    bytes.clear().putInt(0).putInt(FORMAT).putLong(version);
    bytes.putInt(completed).putInt(snapshotOffsets.length);
    bytes.putInt(crcOf(bytes.slice(endOfBlocks, offsetsSize)));
    bytes.putInt(isAtRest ? 1 : 0);
    bytes.putLong(segments.baseOffset(0)).putLong(segments.completedBytes());
    bytes.putLong(snapshotOffsets.length == 0 ? -1 : snapshotOffsets[snapshotOffsets.length - 1]);
    put(bytes, segments, completed, largestUpTo);
    return sealed(bytes.clear());
  }

  private static ByteBuffer sealed(ByteBuffer bytes) {
    return bytes.putInt(0, crcOf(bytes.slice(CONTENT, HEAD - CONTENT)));
  }

  /** Writes a row, given the largest timestamp before it; returns the largest one then. */
  private static long put(ByteBuffer bytes, SegmentList segments, int index, long largestBefore) {
    TimestampedOffset largest = segments.knownLargestTimestamp(index);
    long largestUpTo =
        largest == null
            ? ColdSegments.UNKNOWN_LARGEST_UP_TO
            : Math.max(largestBefore, largest.timestampMs());
    ColdSegments.put(bytes, segments.baseOffset(index), segments.size(index), largest, largestUpTo);
    return largestUpTo;
  }

  private static int crcOf(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  private static int crcOfBlock(long version, int block, ByteBuffer rows) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putLong(version).putInt(block).flip());
    crc.update(rows.duplicate());
    return (int) crc.getValue();
  }
}
