package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a log's directory holds, written at a stop in order so that the next start need not look:
 * the segments with their sizes and largest timestamps, and the snapshots of the producers. It says
 * of which state of the directory it speaks: once a name in there has changed, by whomever, it is
 * not read any more. A completed segment changes in no other way while the broker is down. Apache
 * Kafka does not know the file and leaves it alone.
 *
 * <p>A start reads the head alone, so that it takes no longer for a log of many segments; the rows
 * and the offsets behind it are read once someone asks. Where they turn out to be damaged the names
 * in the directory say the same: whatever changes those of completed segments or of snapshots has
 * asked before.
 *
 * <pre>
 *  0         4        8                   16          20          24             28
 *  +---------+--------+-------------------+-----------+-----------+--------------+--------------+
 *  | CRC-32C | format | directory version | completed | snapshots | CRC-32C of   | CRC-32C of   |
 *  | of head |        |                   | (count)   | (count)   | rows         | offsets      |
 *  +---------+--------+-------------------+-----------+-----------+--------------+--------------+
 *  32                 40          48                56              80
 *  +------------------+-----------+-----------------+---------------+--------+-------------+
 *  | first completed  | completed | newest snapshot | row of the    | rows   | snapshots'  |
 *  | base offset      | (bytes)   | (offset)        | active        |        | offsets     |
 *  +------------------+-----------+-----------------+---------------+--------+-------------+
 * </pre>
 *
 * <p>The rows are those of {@link ColdSegments}; an offset has 8 bytes.
 */
public final class SegmentCatalog {
  /** What the file is called. */
  public static final String NAME = "ottla.segments";

  /** Of fewer segments it is not worth a file. */
  static final int WORTH_KEEPING = 4;

  private static final int FORMAT = 0x4f736733;
  private static final int CONTENT = 4;
  private static final int ACTIVE = 56;
  private static final int HEAD = ACTIVE + ColdSegments.ROW_SIZE;

  private final SegmentList segments;
  private final long newestSnapshot;
  private final Supplier<long[]> snapshotOffsets;

  private SegmentCatalog(LogFiles files, ByteBuffer head) {
    int completed = head.getInt();
    int snapshots = head.getInt();
    int crcOfRows = head.getInt();
    int crcOfOffsets = head.getInt();
    long firstBaseOffset = head.getLong();
    long completedBytes = head.getLong();
    this.newestSnapshot = head.getLong();
    Segment active = ColdSegments.ofRow(files, head, ACTIVE);
    int rowsSize = completed * ColdSegments.ROW_SIZE;
    this.snapshotOffsets = () -> offsets(files, snapshots, HEAD + rowsSize, crcOfOffsets);
    this.segments =
        SegmentList.of(
            new ColdSegments(
                files,
                completed,
                firstBaseOffset,
                () -> rows(files, completed, crcOfRows, active.baseOffset())),
            completedBytes,
            active);
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

  /** What was written of the directory as it is; null when that is nothing. */
  public static @Nullable SegmentCatalog read(LogFiles files) {
    ByteBuffer head = part(files, 0, HEAD);
    if (head == null || head.getInt() != crcOf(head) || head.getInt() != FORMAT) {
      return null;
    }
    if (head.getLong() != files.disk().version(files.directory())) {
      return null;
    }
    SegmentCatalog catalog = new SegmentCatalog(files, head);
    return isAsLong(files, catalog.segments.active()) ? catalog : null;
  }

  // The only one that another broker could have appended to without changing a name.
  private static boolean isAsLong(LogFiles files, Segment active) {
    return files.size(FileKind.LOG, active.baseOffset(), "") == active.size();
  }

  private static @Nullable ByteBuffer rows(LogFiles files, int count, int crc, long end) {
    ByteBuffer rows = part(files, HEAD, count * ColdSegments.ROW_SIZE);
    if (rows != null && crcOf(rows) == crc) {
      return rows;
    }
    long[] named = FileKind.LOG.offsetsIn(files.disk().list(files.directory()));
    long[] completed = Arrays.stream(named).filter(offset -> offset < end).toArray();
    return completed.length == count ? ColdSegments.namedRows(completed) : null;
  }

  private static long[] offsets(LogFiles files, int count, int position, int crc) {
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

  /**
   * Writes what is known of a closed log. It is not synced, and a full disk may keep it from being
   * written: it is not needed.
   */
  public static void write(LogFiles files, SegmentList segments) {
    if (segments.count() < WORTH_KEEPING) {
      return;
    }
    // Made first: a new name changes the directory's version.
    try (DiskFile file = files.disk().open(files.directory().resolve(NAME), Disk.Mode.CREATE)) {
      List<String> names = files.removeLeftovers(files.disk().list(files.directory()));
      long version = files.disk().version(files.directory());
      ByteBuffer bytes = encode(version, segments, FileKind.PRODUCER_SNAPSHOT.offsetsIn(names));
      file.truncate(bytes.capacity());
      file.write(bytes, 0);
    } catch (DiskFullException e) {
      // What there is of it has another checksum.
    }
  }

  private static ByteBuffer encode(long version, SegmentList segments, long[] snapshotOffsets) {
    int completed = segments.count() - 1;
    int rowsSize = completed * ColdSegments.ROW_SIZE;
    int offsetsSize = snapshotOffsets.length * Long.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + rowsSize + offsetsSize).position(HEAD);
    for (int i = 0; i < completed; i++) {
      put(bytes, segments, i);
    }
    bytes.asLongBuffer().put(snapshotOffsets);
    bytes.clear().putInt(0).putInt(FORMAT).putLong(version);
    bytes.putInt(completed).putInt(snapshotOffsets.length);
    bytes.putInt(crcOf(bytes.slice(HEAD, rowsSize)));
    bytes.putInt(crcOf(bytes.slice(HEAD + rowsSize, offsetsSize)));
    bytes.putLong(segments.baseOffset(0)).putLong(segments.completedBytes());
    bytes.putLong(snapshotOffsets.length == 0 ? -1 : snapshotOffsets[snapshotOffsets.length - 1]);
    put(bytes, segments, completed);
    return bytes.clear().putInt(0, crcOf(bytes.slice(CONTENT, HEAD - CONTENT)));
  }

  private static void put(ByteBuffer bytes, SegmentList segments, int index) {
    ColdSegments.put(
        bytes,
        segments.baseOffset(index),
        segments.size(index),
        segments.knownLargestTimestamp(index));
  }

  private static int crcOf(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }
}
