package io.ottla.storage.segment;

import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Segments that a log was opened with. Each is a row of bytes until someone uses it; from then on
 * everyone gets the same {@link Segment}. The rows themselves are there in blocks, each once
 * someone asks for a row in it other than the first of all. From any thread.
 *
 * <pre>
 *  0             8              12                    16                  24             32
 *  +-------------+--------------+---------------------+-------------------+--------------+
 *  | base offset | size (bytes) | offset of largest   | largest timestamp | largest up   |
 *  |             |              | timestamp - base    |                   | to here      |
 *  +-------------+--------------+---------------------+-------------------+--------------+
 * </pre>
 */
final class ColdSegments {
  static final int ROW_SIZE = 32;

  /** So many rows are read at once. */
  static final int BLOCK = 128;

  /** Says that a largest timestamp, of this row or one before it, is not known. */
  static final long UNKNOWN_LARGEST_UP_TO = Long.MAX_VALUE;

  private static final int SIZE = 8;
  private static final int OFFSET = 12;
  private static final int TIMESTAMP = 16;
  private static final int LARGEST_UP_TO = 24;
  private static final int UNKNOWN_SIZE = -1;
  private static final long UNKNOWN_TIMESTAMP = Long.MIN_VALUE;

  private final LogFiles files;
  private final int first;
  private final int end;
  private final long firstBaseOffset;
  private final IntFunction<@Nullable ByteBuffer> source;
  private final AtomicReferenceArray<@Nullable Rows> blocks;
  private volatile boolean isGone;

  /**
   * Segments, the first of which begins at the offset.
   *
   * @param first the index of the first: rows before it are of segments that are gone
   * @param end the index behind the last
   * @param source has the rows of a block; null when the directory is not what it was
   */
  ColdSegments(
      LogFiles files,
      int first,
      int end,
      long firstBaseOffset,
      IntFunction<@Nullable ByteBuffer> source) {
    this.files = files;
    this.first = first;
    this.end = end;
    this.firstBaseOffset = firstBaseOffset;
    this.source = source;
    this.blocks = new AtomicReferenceArray<>((end + BLOCK - 1) / BLOCK);
  }

  /** What is known of the segments of a block, and those in use. */
  private record Rows(ByteBuffer bytes, AtomicReferenceArray<@Nullable Segment> used) {
    Rows(ByteBuffer bytes) {
      this(bytes, new AtomicReferenceArray<>(bytes.limit() / ROW_SIZE));
    }

    @Nullable Segment used(int index) {
      return used.get(index % BLOCK);
    }

    synchronized @Nullable TimestampedOffset largest(int index) {
      return timestampIn(bytes, at(index));
    }

    synchronized long largestUpTo(int index) {
      return bytes.getLong(at(index) + LARGEST_UP_TO);
    }

    synchronized void learn(int index, TimestampedOffset largest, long largestUpTo) {
      int at = at(index);
      bytes.putInt(at + OFFSET, (int) (largest.offset() - bytes.getLong(at)));
      bytes.putLong(at + TIMESTAMP, largest.timestampMs());
      bytes.putLong(at + LARGEST_UP_TO, largestUpTo);
    }

    static int at(int index) {
      return index % BLOCK * ROW_SIZE;
    }
  }

  /** Segments of which no more than their files' names is known. */
  static ColdSegments named(LogFiles files, long[] baseOffsets) {
    long first = baseOffsets.length == 0 ? 0 : baseOffsets[0];
    return new ColdSegments(
        files,
        0,
        baseOffsets.length,
        first,
        block ->
            namedRows(
                Arrays.copyOfRange(baseOffsets, block * BLOCK, endOf(block, baseOffsets.length))));
  }

  private static int endOf(int block, int count) {
    return Math.min((block + 1) * BLOCK, count);
  }

  /** The rows of segments of which no more than their files' names is known. */
  static ByteBuffer namedRows(long[] baseOffsets) {
    ByteBuffer rows = ByteBuffer.allocate(baseOffsets.length * ROW_SIZE);
    for (long baseOffset : baseOffsets) {
      put(rows, baseOffset, UNKNOWN_SIZE, null, UNKNOWN_LARGEST_UP_TO);
    }
    return rows.flip();
  }

  /** Writes the row of a segment. */
  static void put(
      ByteBuffer target,
      long baseOffset,
      int size,
      @Nullable TimestampedOffset largest,
      long largestUpTo) {
    target.putLong(baseOffset).putInt(size);
    if (largest == null) {
      target.putInt(0).putLong(UNKNOWN_TIMESTAMP);
    } else {
      target.putInt((int) (largest.offset() - baseOffset)).putLong(largest.timestampMs());
    }
    target.putLong(largestUpTo);
  }

  /** The index of the first. */
  int first() {
    return first;
  }

  /** The index behind the last. */
  int end() {
    return end;
  }

  private Rows rows(int index) {
    Rows known = blocks.get(index / BLOCK);
    return known == null ? readRows(index / BLOCK) : known;
  }

  // Only one of two that ask at the same time may make segments.
  private synchronized Rows readRows(int block) {
    Rows known = blocks.get(block);
    if (known == null) {
      known = new Rows(read(block));
      blocks.set(block, known);
    }
    return known;
  }

  private ByteBuffer read(int block) {
    try {
      ByteBuffer bytes = source.apply(block);
      if (bytes != null) {
        return bytes;
      }
    } catch (StorageException e) {
      if (!isGone) {
        throw e;
      }
    }
    throw isGone
        ? new FileGoneException()
        : new CorruptLogException(files.directory(), 0, "segments missing");
  }

  /** Reads all rows that nobody has asked for yet. */
  void readAll() {
    for (int block = first / BLOCK; block < blocks.length(); block++) {
      Rows unused = rows(block * BLOCK);
    }
  }

  long baseOffset(int index) {
    return index == first ? firstBaseOffset : rows(index).bytes.getLong(Rows.at(index));
  }

  /** How many bytes a segment has; asks the disk once for one that is only named. */
  int size(int index) {
    Rows rows = rows(index);
    Segment segment = rows.used(index);
    if (segment != null) {
      return segment.size();
    }
    int size = rows.bytes.getInt(Rows.at(index) + SIZE);
    if (size == UNKNOWN_SIZE) {
      size = Math.toIntExact(files.size(FileKind.LOG, baseOffset(index), ""));
      rows.bytes.putInt(Rows.at(index) + SIZE, size);
    }
    return size;
  }

  /** As {@link Segment#knownLargestTimestamp}. */
  @Nullable TimestampedOffset knownLargestTimestamp(int index) {
    Rows rows = rows(index);
    Segment segment = rows.used(index);
    return segment == null ? rows.largest(index) : segment.knownLargestTimestamp();
  }

  /** The largest timestamp in ms up to the end of a segment, or that it was not known. */
  long largestUpTo(int index) {
    return rows(index).largestUpTo(index);
  }

  /**
   * Reads largest timestamps that are not known from the segments' files, the oldest first, so that
   * {@link #largestUpTo} knows them. May block.
   *
   * @param hasTime whether there is time to read another
   * @return whether all are known
   */
  boolean learnTimes(int from, int to, BooleanSupplier hasTime) {
    long largestBefore = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      if (largestUpTo(i) == UNKNOWN_LARGEST_UP_TO || knownLargestTimestamp(i) == null) {
        if (!hasTime.getAsBoolean()) {
          return false;
        }
        TimestampedOffset largest = readLargest(i);
        rows(i).learn(i, largest, Math.max(largestBefore, largest.timestampMs()));
      }
      largestBefore = largestUpTo(i);
    }
    return true;
  }

  private TimestampedOffset readLargest(int index) {
    TimestampedOffset known = knownLargestTimestamp(index);
    return known == null ? get(index).largestTimestamp() : known;
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
    Rows rows = rows(index);
    Segment segment = rows.used(index);
    if (segment != null) {
      return segment;
    }
    Segment made =
        Segment.onDisk(files, baseOffset(index), size(index), knownLargestTimestamp(index));
    if (!rows.used.compareAndSet(index % BLOCK, null, made)) {
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
      Rows rows = blocks.get(i / BLOCK);
      Segment segment = rows == null ? null : rows.used(i);
      if (segment != null) {
        segment.giveUp();
      }
    }
  }
}
