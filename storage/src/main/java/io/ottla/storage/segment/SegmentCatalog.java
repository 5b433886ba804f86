package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The sizes and the largest timestamps of a log's completed segments, written at a stop in order so
 * that the next start need not ask each file. It says of which state of the directory it speaks:
 * once a name in there has changed, by whomever, it is not read any more. A completed segment
 * changes in no other way while the broker is down. Apache Kafka does not know the file and leaves
 * it alone.
 *
 * <pre>
 *  0         4                   12
 *  +---------+-------------------+----------------------------------------
 *  | CRC-32C | directory version | entries, in the order of their offsets
 *  +---------+-------------------+----------------------------------------
 *
 *  0             8              12                  20                    24
 *  +-------------+--------------+-------------------+---------------------+
 *  | base offset | size (bytes) | largest timestamp | its offset - base   |
 *  +-------------+--------------+-------------------+---------------------+
 * </pre>
 */
public final class SegmentCatalog {
  /** What the file is called. */
  public static final String NAME = "ottla.segments";

  /** Of fewer segments it is not worth a file: reading them takes less than a millisecond. */
  static final int WORTH_KEEPING = 32;

  private static final SegmentCatalog EMPTY = new SegmentCatalog(ByteBuffer.allocate(0));
  private static final long UNKNOWN_TIMESTAMP = Long.MIN_VALUE;
  private static final int VERSION = 4;
  private static final int ENTRIES = 12;
  private static final int SIZE = 8;
  private static final int TIMESTAMP = 12;
  private static final int OFFSET = 20;
  private static final int ENTRY_SIZE = 24;

  private final ByteBuffer entries;

  private SegmentCatalog(ByteBuffer entries) {
    this.entries = entries;
  }

  /** Knows nothing. */
  public static SegmentCatalog empty() {
    return EMPTY;
  }

  /** What was written of the directory as it is; empty when that is nothing. */
  public static SegmentCatalog read(Disk disk, Path directory) {
    byte[] content = disk.readAll(directory.resolve(NAME));
    if (content == null || content.length < ENTRIES) {
      return EMPTY;
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    boolean isValid =
        (content.length - ENTRIES) % ENTRY_SIZE == 0
            && bytes.getLong(VERSION) == disk.version(directory)
            && bytes.getInt(0) == crcOf(content);
    return isValid ? new SegmentCatalog(bytes.position(ENTRIES).slice()) : EMPTY;
  }

  /**
   * Writes what is known of a closed log's segments, the last of which is left out. It is not
   * synced, and a full disk may keep it from being written: it is not needed.
   */
  public static void write(LogFiles files, SegmentList segments) {
    int count = segments.count() - 1;
    if (count < WORTH_KEEPING) {
      return;
    }
    // Made first: a new name changes the directory's version.
    try (DiskFile file = files.disk().open(files.directory().resolve(NAME), Disk.Mode.CREATE)) {
      ByteBuffer bytes = ByteBuffer.allocate(ENTRIES + count * ENTRY_SIZE);
      bytes.putLong(VERSION, files.disk().version(files.directory())).position(ENTRIES);
      for (int i = 0; i < count; i++) {
        put(segments.get(i), bytes);
      }
      bytes.putInt(0, crcOf(bytes.array()));
      file.truncate(bytes.capacity());
      file.write(bytes.flip(), 0);
    } catch (DiskFullException e) {
      // What there is of it has another checksum.
    }
  }

  private static void put(Segment segment, ByteBuffer target) {
    TimestampedOffset largest = segment.knownLargestTimestamp();
    target.putLong(segment.baseOffset()).putInt(segment.size());
    if (largest == null) {
      target.putLong(UNKNOWN_TIMESTAMP).putInt(0);
    } else {
      target.putLong(largest.timestampMs()).putInt((int) (largest.offset() - segment.baseOffset()));
    }
  }

  private static int crcOf(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, VERSION, content.length - VERSION);
    return (int) crc.getValue();
  }

  /** A segment on disk of which nothing is opened; only what is not known here is asked for. */
  public Segment onDisk(LogFiles files, long baseOffset) {
    int at = find(baseOffset);
    if (at < 0) {
      return Segment.onDisk(
          files, baseOffset, Math.toIntExact(files.size(FileKind.LOG, baseOffset, "")));
    }
    return Segment.onDisk(files, baseOffset, entries.getInt(at + SIZE), timestampAt(at));
  }

  private @Nullable TimestampedOffset timestampAt(int at) {
    long timestampMs = entries.getLong(at + TIMESTAMP);
    return timestampMs == UNKNOWN_TIMESTAMP
        ? null
        : new TimestampedOffset(timestampMs, entries.getLong(at) + entries.getInt(at + OFFSET));
  }

  private int find(long baseOffset) {
    int low = 0;
    int high = entries.limit() / ENTRY_SIZE;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.getLong(middle * ENTRY_SIZE) < baseOffset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int at = low * ENTRY_SIZE;
    return at < entries.limit() && entries.getLong(at) == baseOffset ? at : -1;
  }
}
