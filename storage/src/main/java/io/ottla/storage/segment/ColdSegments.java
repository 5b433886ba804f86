package io.ottla.storage.segment;

import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Segments that a log was opened with. Each is a row of bytes until someone uses it; from then on
 * everyone gets the same {@link Segment}. The rows themselves are not there before someone asks for
 * one other than the first. From any thread.
 *
 * <pre>
 *  0             8              12                  20                    24
 *  +-------------+--------------+-------------------+---------------------+
 *  | base offset | size (bytes) | largest timestamp | its offset - base   |
 *  +-------------+--------------+-------------------+---------------------+
 * </pre>
 */
final class ColdSegments {
  static final int ROW_SIZE = 24;

  private static final int SIZE = 8;
  private static final int TIMESTAMP = 12;
  private static final int OFFSET = 20;
  private static final int UNKNOWN_SIZE = -1;
  private static final long UNKNOWN_TIMESTAMP = Long.MIN_VALUE;

  private final LogFiles files;
  private final int count;
  private final long firstBaseOffset;
  private final Supplier<@Nullable ByteBuffer> source;
  private volatile @Nullable Rows rows;
  private volatile boolean isGone;

  /**
   * So many segments, the first of which begins at the offset.
   *
   * @param source has a row of each; null when the directory is not what it was
   */
  ColdSegments(
      LogFiles files, int count, long firstBaseOffset, Supplier<@Nullable ByteBuffer> source) {
    this.files = files;
    this.count = count;
    this.firstBaseOffset = firstBaseOffset;
    this.source = source;
  }

  /** What is known of the segments, and those in use. */
  private record Rows(ByteBuffer bytes, AtomicReferenceArray<@Nullable Segment> used) {
    Rows(ByteBuffer bytes) {
      this(bytes, new AtomicReferenceArray<>(bytes.limit() / ROW_SIZE));
    }

    long baseOffset(int index) {
      return bytes.getLong(index * ROW_SIZE);
    }
  }

  /** Segments of which no more than their files' names is known. */
  static ColdSegments named(LogFiles files, long[] baseOffsets) {
    ByteBuffer rows = namedRows(baseOffsets);
    long first = baseOffsets.length == 0 ? 0 : baseOffsets[0];
    return new ColdSegments(files, baseOffsets.length, first, () -> rows);
  }

  /** The rows of segments of which no more than their files' names is known. */
  static ByteBuffer namedRows(long[] baseOffsets) {
    ByteBuffer rows = ByteBuffer.allocate(baseOffsets.length * ROW_SIZE);
    for (long baseOffset : baseOffsets) {
      put(rows, baseOffset, UNKNOWN_SIZE, null);
    }
    return rows.flip();
  }

  /** Writes the row of a segment. */
  static void put(
      ByteBuffer target, long baseOffset, int size, @Nullable TimestampedOffset largestTimestamp) {
    target.putLong(baseOffset).putInt(size);
    if (largestTimestamp == null) {
      target.putLong(UNKNOWN_TIMESTAMP).putInt(0);
    } else {
      target.putLong(largestTimestamp.timestampMs());
      target.putInt((int) (largestTimestamp.offset() - baseOffset));
    }
  }

  int count() {
    return count;
  }

  private Rows rows() {
    Rows known = rows;
    return known == null ? readRows() : known;
  }

  // Only one of two that ask at the same time may make segments.
  private synchronized Rows readRows() {
    Rows known = rows;
    if (known == null) {
      ByteBuffer bytes = source.get();
      if (bytes == null) {
        throw isGone
            ? new FileGoneException()
            : new CorruptLogException(files.directory(), 0, "segments missing");
      }
      known = new Rows(bytes);
      rows = known;
    }
    return known;
  }

  long baseOffset(int index) {
    return index == 0 ? firstBaseOffset : rows().baseOffset(index);
  }

  /** How many bytes a segment has; asks the disk as long as nobody uses one that is only named. */
  int size(int index) {
    Segment segment = rows().used.get(index);
    if (segment != null) {
      return segment.size();
    }
    int known = rows().bytes.getInt(index * ROW_SIZE + SIZE);
    return known == UNKNOWN_SIZE
        ? Math.toIntExact(files.size(FileKind.LOG, baseOffset(index), ""))
        : known;
  }

  /** As {@link Segment#knownLargestTimestamp}. */
  @Nullable TimestampedOffset knownLargestTimestamp(int index) {
    Segment segment = rows().used.get(index);
    return segment == null
        ? timestampIn(rows().bytes, index * ROW_SIZE)
        : segment.knownLargestTimestamp();
  }

  private static @Nullable TimestampedOffset timestampIn(ByteBuffer bytes, int at) {
    long timestampMs = bytes.getLong(at + TIMESTAMP);
    return timestampMs == UNKNOWN_TIMESTAMP
        ? null
        : new TimestampedOffset(timestampMs, bytes.getLong(at) + bytes.getInt(at + OFFSET));
  }

  /** The segment of the row that begins at a position in the bytes. */
  static Segment ofRow(LogFiles files, ByteBuffer bytes, int at) {
    return Segment.onDisk(
        files, bytes.getLong(at), bytes.getInt(at + SIZE), timestampIn(bytes, at));
  }

  Segment get(int index) {
    AtomicReferenceArray<@Nullable Segment> used = rows().used;
    Segment segment = used.get(index);
    if (segment != null) {
      return segment;
    }
    Segment made =
        Segment.onDisk(files, baseOffset(index), size(index), knownLargestTimestamp(index));
    if (!used.compareAndSet(index, null, made)) {
      return get(index);
    }
    // Who gives all up looks for used ones behind the flag, and this looks at the flag behind it.
    if (isGone) {
      made.giveUp();
    }
    return made;
  }

  /** Closes the files of a range for good, those included that are not used yet. */
  void giveUp(int from, int to) {
    isGone = true;
    Rows known = rows;
    for (int i = from; known != null && i < to; i++) {
      Segment segment = known.used.get(i);
      if (segment != null) {
        segment.giveUp();
      }
    }
  }
}
