package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a log's directory holds, written at a stop in order so that the next start need not look:
 * the segments with their sizes and largest timestamps, and the snapshots of the producers. It says
 * of which state of the directory it speaks: once a name in there has changed, by whomever, it is
 * not read any more. A completed segment changes in no other way while the broker is down. Apache
 * Kafka does not know the file and leaves it alone.
 *
 * <pre>
 *  0         4        8                   16         20          24
 *  +---------+--------+-------------------+----------+-----------+---------------+-----------+
 *  | CRC-32C | format | directory version | segments | snapshots | segments'     | snapshots'|
 *  |         |        |                   | (count)  | (count)   | rows          | offsets   |
 *  +---------+--------+-------------------+----------+-----------+---------------+-----------+
 * </pre>
 *
 * <p>The rows are those of {@link ColdSegments}; an offset has 8 bytes.
 */
public final class SegmentCatalog {
  /** What the file is called. */
  public static final String NAME = "ottla.segments";

  /** Of fewer segments it is not worth a file. */
  static final int WORTH_KEEPING = 4;

  private static final int FORMAT = 0x4f736732;
  private static final int CONTENT = 4;
  private static final int HEADER = 24;

  private final SegmentList segments;
  private final long[] snapshotOffsets;

  private SegmentCatalog(SegmentList segments, long[] snapshotOffsets) {
    this.segments = segments;
    this.snapshotOffsets = snapshotOffsets;
  }

  /** All segments of the log, the one that is appended to included. */
  public SegmentList segments() {
    return segments;
  }

  /** The offsets of the producers' snapshots, in ascending order. */
  public long[] snapshotOffsets() {
    return snapshotOffsets.clone();
  }

  /** What was written of the directory as it is; null when that is nothing. */
  public static @Nullable SegmentCatalog read(LogFiles files) {
    byte[] content = files.disk().readAll(files.directory().resolve(NAME));
    if (content == null || content.length < HEADER) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    boolean isWhole = bytes.getInt() == crcOf(content) && bytes.getInt() == FORMAT;
    if (!isWhole || bytes.getLong() != files.disk().version(files.directory())) {
      return null;
    }
    int rowsSize = bytes.getInt() * ColdSegments.ROW_SIZE;
    long[] snapshotOffsets = new long[bytes.getInt()];
    ByteBuffer rows = bytes.slice(HEADER, rowsSize);
    bytes.position(HEADER + rowsSize).asLongBuffer().get(snapshotOffsets);
    SegmentList segments = SegmentList.of(new ColdSegments(files, rows));
    return isAsLong(files, segments.active())
        ? new SegmentCatalog(segments, snapshotOffsets)
        : null;
  }

  // The only one that another broker could have appended to without changing a name.
  private static boolean isAsLong(LogFiles files, Segment active) {
    return files.size(FileKind.LOG, active.baseOffset(), "") == active.size();
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
    int rowsSize = segments.count() * ColdSegments.ROW_SIZE;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + rowsSize + snapshotOffsets.length * Long.BYTES);
    bytes.putInt(0).putInt(FORMAT).putLong(version);
    bytes.putInt(segments.count()).putInt(snapshotOffsets.length);
    for (int i = 0; i < segments.count(); i++) {
      ColdSegments.put(
          bytes, segments.baseOffset(i), segments.size(i), segments.knownLargestTimestamp(i));
    }
    bytes.asLongBuffer().put(snapshotOffsets);
    return bytes.clear().putInt(0, crcOf(bytes.array()));
  }

  private static int crcOf(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, CONTENT, content.length - CONTENT);
    return (int) crc.getValue();
  }
}
