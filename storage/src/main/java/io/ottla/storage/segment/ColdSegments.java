package io.ottla.storage.segment;

import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Segments that a log was opened with. Each is a row of bytes until someone uses it; from then on
 * everyone gets the same {@link Segment}. From any thread.
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
  private final ByteBuffer rows;
  private final AtomicReferenceArray<@Nullable Segment> used;
  private volatile boolean isGone;

  ColdSegments(LogFiles files, ByteBuffer rows) {
    this.files = files;
    this.rows = rows;
    this.used = new AtomicReferenceArray<>(rows.limit() / ROW_SIZE);
  }

  /** Segments of which no more than their files' names is known. */
  static ColdSegments named(LogFiles files, long[] baseOffsets) {
    ByteBuffer rows = ByteBuffer.allocate(baseOffsets.length * ROW_SIZE);
    for (long baseOffset : baseOffsets) {
      put(rows, baseOffset, UNKNOWN_SIZE, null);
    }
    return new ColdSegments(files, rows.flip());
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
    return used.length();
  }

  long baseOffset(int index) {
    return rows.getLong(index * ROW_SIZE);
  }

  /** How many bytes a segment has; asks the disk as long as nobody uses one that is only named. */
  int size(int index) {
    Segment segment = used.get(index);
    if (segment != null) {
      return segment.size();
    }
    int known = rows.getInt(index * ROW_SIZE + SIZE);
    return known == UNKNOWN_SIZE
        ? Math.toIntExact(files.size(FileKind.LOG, baseOffset(index), ""))
        : known;
  }

  /** As {@link Segment#knownLargestTimestamp}. */
  @Nullable TimestampedOffset knownLargestTimestamp(int index) {
    Segment segment = used.get(index);
    if (segment != null) {
      return segment.knownLargestTimestamp();
    }
    int at = index * ROW_SIZE;
    long timestampMs = rows.getLong(at + TIMESTAMP);
    return timestampMs == UNKNOWN_TIMESTAMP
        ? null
        : new TimestampedOffset(timestampMs, rows.getLong(at) + rows.getInt(at + OFFSET));
  }

  Segment get(int index) {
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
    for (int i = from; i < to; i++) {
      Segment segment = used.get(i);
      if (segment != null) {
        segment.giveUp();
      }
    }
  }
}
