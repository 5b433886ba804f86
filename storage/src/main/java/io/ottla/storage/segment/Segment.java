package io.ottla.storage.segment;

import io.ottla.runtime.Invariant;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.storage.index.TransactionIndex;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log: a file of batches and its indexes. The partition's loop appends and
 * truncates; any thread reads what was published by {@link #size()}.
 */
public final class Segment {
  /** The next offset of a segment whose end was not looked at. */
  public static final long UNKNOWN_OFFSET = Long.MAX_VALUE;

  private static final long UNKNOWN_TIMESTAMP = Long.MIN_VALUE;

  private final LogFiles files;
  private final long baseOffset;
  private final CachedFile log;
  private final OffsetIndex offsetIndex;
  private final TimeIndex timeIndex;
  private final TransactionIndex transactionIndex;
  private final RecentPositions recent = new RecentPositions();
  private volatile Extent extent;
  private volatile @Nullable TimestampedOffset largestTimestamp;
  private long firstTimestamp = UNKNOWN_TIMESTAMP;
  private int bytesSinceIndexEntry;
  private boolean isChanged;
  private boolean hasIndexes = true;
  private volatile @Nullable MappedTail tail;

  /** Both change together, so that a reader never sees one without the other. */
  private record Extent(int size, long nextOffset) {}

  private Segment(LogFiles files, long baseOffset, String mark, int size, long nextOffset) {
    this.files = files;
    this.baseOffset = baseOffset;
    this.extent = new Extent(size, nextOffset);
    this.log = files.file(FileKind.LOG, baseOffset, mark);
    this.offsetIndex =
        new OffsetIndex(
            baseOffset,
            files.file(FileKind.OFFSET_INDEX, baseOffset, mark),
            () -> sizeOf(FileKind.OFFSET_INDEX, mark));
    this.timeIndex =
        new TimeIndex(
            baseOffset,
            files.file(FileKind.TIME_INDEX, baseOffset, mark),
            () -> sizeOf(FileKind.TIME_INDEX, mark));
    this.transactionIndex =
        new TransactionIndex(
            files.file(FileKind.TRANSACTION_INDEX, baseOffset, mark),
            () -> sizeOf(FileKind.TRANSACTION_INDEX, mark));
  }

  private long sizeOf(FileKind kind, String mark) {
    return files.disk().size(files.path(kind, baseOffset, mark));
  }

  /** A new, empty segment, of which the files exist from here on. */
  public static Segment create(LogFiles files, long baseOffset) {
    return create(files, baseOffset, "");
  }

  /** A new, empty segment in files with a mark such as {@link FileKind#CLEANED}. */
  public static Segment create(LogFiles files, long baseOffset, String mark) {
    Segment segment = createLog(files, baseOffset, mark);
    segment.createIndexes();
    return segment;
  }

  /**
   * The segment of a new log, which has no indexes before its first batch: files cost most of the
   * time that a topic of many partitions takes to be created.
   */
  public static Segment createFirst(LogFiles files, long baseOffset) {
    Segment segment = createLog(files, baseOffset, "");
    segment.hasIndexes = false;
    return segment;
  }

  private static Segment createLog(LogFiles files, long baseOffset, String mark) {
    Disk disk = files.disk();
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      disk.delete(files.path(kind, baseOffset, mark));
    }
    disk.open(files.path(FileKind.LOG, baseOffset, mark), Disk.Mode.CREATE).close();
    Segment segment = new Segment(files, baseOffset, mark, 0, baseOffset);
    segment.largestTimestamp = new TimestampedOffset(-1, baseOffset);
    return segment;
  }

  private void createIndexes() {
    offsetIndex.create();
    timeIndex.create();
    hasIndexes = true;
  }

  /** A segment on disk; nothing is opened or read. */
  public static Segment onDisk(LogFiles files, long baseOffset, int size) {
    return onDisk(files, baseOffset, "", size);
  }

  /** A segment on disk in files with a mark such as {@link FileKind#SWAP}. */
  public static Segment onDisk(LogFiles files, long baseOffset, String mark, int size) {
    return new Segment(files, baseOffset, mark, size, size == 0 ? baseOffset : UNKNOWN_OFFSET);
  }

  /** The offset that the file is named by; the first record's is this or larger. */
  public long baseOffset() {
    return baseOffset;
  }

  /** How many bytes of batches there are. */
  public int size() {
    return extent.size();
  }

  /** The offset behind the last record; {@link #UNKNOWN_OFFSET} when it was not looked at. */
  public long nextOffset() {
    return extent.nextOffset();
  }

  /** The index of positions by offset. */
  public OffsetIndex offsetIndex() {
    return offsetIndex;
  }

  /** The index of offsets by timestamp. */
  public TimeIndex timeIndex() {
    return timeIndex;
  }

  /** The index of aborted transactions. */
  public TransactionIndex transactionIndex() {
    return transactionIndex;
  }

  /** The log's file with a lease on it, which the caller gives back. */
  public OpenFile acquire() {
    return log.acquire();
  }

  // ---- appending

  /** Appends whole batches, whose offsets and timestamps are final. Owner's loop. */
  public void append(ByteBuffer bytes, int indexIntervalBytes) {
    int start = extent.size();
    if (!hasIndexes) {
      createIndexes();
    }
    MappedTail end = tail();
    if (!end.append(bytes, start)) {
      write(bytes, start, end);
    }
    int position = start;
    long nextOffset = extent.nextOffset();
    RecordBatches batches = new RecordBatches(bytes);
    while (batches.next()) {
      note(batches.batch(), position, indexIntervalBytes);
      position += batches.batch().sizeInBytes();
      nextOffset = batches.batch().nextOffset();
    }
    Invariant.check(position - start == bytes.remaining(), "bytes appended", position - start);
    recent.put((int) (nextOffset - baseOffset), position);
    extent = new Extent(position, nextOffset);
  }

  private MappedTail tail() {
    MappedTail current = tail;
    if (current == null) {
      current = new MappedTail(log, files.windows(), size());
      tail = current;
    }
    return current;
  }

  private void write(ByteBuffer bytes, int start, MappedTail end) {
    OpenFile open = log.acquire();
    try {
      open.file().write(bytes.duplicate(), start);
      end.onWritten((long) start + bytes.remaining());
    } catch (DiskFullException e) {
      end.cutTo(start);
      throw e;
    } finally {
      open.release();
    }
  }

  /** Makes the file so long at once, as {@code preallocate} asks; it takes no space by that. */
  public void preallocate(int sizeInBytes) {
    if (sizeInBytes > size()) {
      OpenFile open = log.acquire();
      try {
        open.file().write(ByteBuffer.allocate(1), sizeInBytes - 1L);
      } finally {
        open.release();
      }
      tail().onExtended(sizeInBytes);
    }
  }

  /** Counts a batch that the file holds at the position, and enters it in the indexes. */
  public void note(RecordBatch batch, int position, int indexIntervalBytes) {
    long lastOffset = batch.lastOffset();
    TimestampedOffset largest = largestTimestamp();
    long timestamp = batch.maxTimestamp();
    if (timestamp > largest.timestampMs()) {
      largest = new TimestampedOffset(timestamp, lastOffset);
      largestTimestamp = largest;
    }
    if (firstTimestamp == UNKNOWN_TIMESTAMP && position == 0) {
      firstTimestamp = timestamp;
    }
    if (bytesSinceIndexEntry > indexIntervalBytes) {
      offsetIndex.append(lastOffset, position);
      timeIndex.appendIfLarger(largest);
      bytesSinceIndexEntry = 0;
    }
    bytesSinceIndexEntry += batch.sizeInBytes();
    isChanged = true;
  }

  /** Whether offsets up to this one can be told from the segment's base by 32 bits. */
  public boolean canHold(long lastOffset) {
    return lastOffset - baseOffset <= Integer.MAX_VALUE;
  }

  /** Whether an index has reached its size in bytes. */
  public boolean isIndexFull(int maxIndexBytes) {
    return offsetIndex.sizeInBytes() + OffsetIndex.ENTRY_SIZE > maxIndexBytes
        || timeIndex.sizeInBytes() + 2 * TimeIndex.ENTRY_SIZE > maxIndexBytes;
  }

  /**
   * Completes the indexes on file, and cuts the file to its batches, as they must be once nothing
   * more is appended.
   */
  public void seal() {
    MappedTail end = tail;
    if (end != null) {
      end.trim(size());
      tail = null;
    }
    if (isChanged) {
      timeIndex.appendIfLarger(largestTimestamp());
      isChanged = !flushIndexes();
    }
  }

  /** Writes what the indexes hold in memory; false when the disk has no room for all of it. */
  public boolean flushIndexes() {
    boolean isComplete = offsetIndex.flush();
    isComplete &= timeIndex.flush();
    isComplete &= transactionIndex.flush();
    return isComplete;
  }

  /** Makes the batches survive a power loss. From any thread. */
  public void syncBatches() {
    OpenFile open = log.acquire();
    try {
      open.file().sync();
    } finally {
      open.release();
    }
  }

  /** Makes the indexes survive a power loss; recovery builds those of the last segment anew. */
  public void syncIndexes() {
    offsetIndex.sync();
    timeIndex.sync();
    transactionIndex.sync();
  }

  // ---- changing what is there

  /** Sets what recovery found: the size in bytes, cut off in the file, and the next offset. */
  public void truncateToSize(int newSize, long newNextOffset) {
    tail().cutTo(newSize);
    extent = new Extent(newSize, newNextOffset);
  }

  /** Empties the indexes before they are built anew by {@link #note}. */
  public void clearIndexes() {
    offsetIndex.clear();
    timeIndex.clear();
    transactionIndex.clear();
    largestTimestamp = new TimestampedOffset(-1, baseOffset);
    firstTimestamp = UNKNOWN_TIMESTAMP;
    bytesSinceIndexEntry = 0;
  }

  /**
   * Drops the batch that holds the offset and all behind it. Owner's loop.
   *
   * @return the next offset: the one given, or that batch's base offset when it is smaller
   */
  public long truncateTo(long offset) {
    int position = locate(offset);
    long newNextOffset = Math.min(offset, endOffsetAt(position, offset));
    recent.clear();
    offsetIndex.truncateTo(position);
    timeIndex.truncateTo(newNextOffset);
    transactionIndex.truncateTo(newNextOffset);
    truncateToSize(position, newNextOffset);
    largestTimestamp = scanLargestTimestamp();
    isChanged = true;
    bytesSinceIndexEntry = position - offsetIndex.lastPosition();
    if (position == 0) {
      firstTimestamp = UNKNOWN_TIMESTAMP;
    }
    return newNextOffset;
  }

  private long endOffsetAt(int position, long fallback) {
    OpenFile open = log.acquire();
    try {
      BatchHeaders headers = new BatchHeaders(open.file(), position, size());
      return headers.next() ? headers.header().baseOffset() : fallback;
    } finally {
      open.release();
    }
  }

  /** Looks for the segment's end from the last index entry on. Owner's loop. */
  public long findNextOffset() {
    int position = offsetIndex.lastPosition();
    long found = baseOffset;
    OpenFile open = log.acquire();
    try {
      BatchHeaders headers = new BatchHeaders(open.file(), position, size());
      while (headers.next()) {
        found = headers.header().nextOffset();
      }
      Invariant.check(headers.nextPosition() == size(), "segment ends with a batch", baseOffset);
    } finally {
      open.release();
    }
    extent = new Extent(size(), found);
    return found;
  }

  /** Tells the end, known from elsewhere, of a segment whose file was not looked at. */
  public void assumeNextOffset(long known) {
    extent = new Extent(size(), known);
  }

  // ---- reading

  /** The largest timestamp, and the last offset of the batch that has it. From any thread. */
  public TimestampedOffset largestTimestamp() {
    TimestampedOffset known = largestTimestamp;
    if (known == null) {
      known = scanLargestTimestamp();
      largestTimestamp = known;
    }
    return known;
  }

  private TimestampedOffset scanLargestTimestamp() {
    TimestampedOffset largest = timeIndex.last();
    OpenFile open = log.acquire();
    try {
      int start = offsetIndex.positionBefore(largest.offset());
      BatchHeaders headers = new BatchHeaders(open.file(), start, size());
      while (headers.next()) {
        if (headers.header().maxTimestamp() > largest.timestampMs()) {
          largest =
              new TimestampedOffset(headers.header().maxTimestamp(), headers.header().lastOffset());
        }
      }
    } finally {
      open.release();
    }
    return largest;
  }

  /** The timestamp in ms of the first batch, by which a segment's age counts; -1 when empty. */
  public long firstTimestamp() {
    if (firstTimestamp == UNKNOWN_TIMESTAMP) {
      OpenFile open = log.acquire();
      try {
        BatchHeaders headers = new BatchHeaders(open.file(), 0, size());
        firstTimestamp = headers.next() ? headers.header().maxTimestamp() : UNKNOWN_TIMESTAMP;
      } finally {
        open.release();
      }
    }
    return firstTimestamp == UNKNOWN_TIMESTAMP ? -1 : firstTimestamp;
  }

  /** Where the first batch begins that ends at or behind the offset; the size when none does. */
  public int locate(long offset) {
    return locate(offset, size());
  }

  private int locate(long offset, int limit) {
    int known = recent.get((int) (offset - baseOffset));
    if (known >= 0 && known <= limit) {
      return known;
    }
    OpenFile open = log.acquire();
    try {
      BatchHeaders headers =
          new BatchHeaders(open.file(), offsetIndex.positionBefore(offset), limit);
      while (headers.next()) {
        if (headers.header().lastOffset() >= offset) {
          return headers.position();
        }
      }
      return limit;
    } finally {
      open.release();
    }
  }

  /**
   * Whole batches from the one that holds the offset on, all below the bound. From any thread.
   *
   * @param atLeastOne whether the first batch is returned also when it is larger than the maximum
   * @return null when no batch at or behind the offset lies below the bound
   */
  public @Nullable SegmentRead read(
      long offset, int maxBytes, long upperBoundOffset, boolean atLeastOne) {
    Extent readable = boundedBy(upperBoundOffset);
    int limit = readable.size();
    int start = locate(offset, limit);
    if (start >= limit) {
      return null;
    }
    OpenFile lease = log.acquire();
    boolean leased = false;
    try {
      SegmentRead read =
          limit - start <= maxBytes
              ? new SegmentRead(
                  new SegmentSlice(lease, start, limit - start), readable.nextOffset())
              : readUpTo(lease, start, maxBytes, limit, atLeastOne);
      leased = read.records() instanceof SegmentSlice;
      return read;
    } finally {
      if (!leased) {
        lease.release();
      }
    }
  }

  private Extent boundedBy(long upperBoundOffset) {
    Extent all = extent;
    if (all.nextOffset() <= upperBoundOffset) {
      return all;
    }
    int limit = locate(upperBoundOffset, all.size());
    return limit == all.size() ? all : new Extent(limit, upperBoundOffset);
  }

  private SegmentRead readUpTo(
      OpenFile lease, int start, int maxBytes, int limit, boolean atLeastOne) {
    int known = Math.max(start, offsetIndex.batchStartBefore(start + Math.max(0, maxBytes)));
    BatchHeaders headers = new BatchHeaders(lease.file(), known, limit);
    int end = known;
    long nextOffset = -1;
    while (headers.next()) {
      boolean isFirst = headers.position() == start;
      if (headers.nextPosition() - start > maxBytes && !(isFirst && atLeastOne)) {
        if (nextOffset < 0) {
          nextOffset = headers.header().baseOffset();
        }
        break;
      }
      end = headers.nextPosition();
      nextOffset = headers.header().nextOffset();
    }
    if (end == start) {
      return SegmentRead.NOTHING;
    }
    recent.put((int) (nextOffset - baseOffset), end);
    return new SegmentRead(new SegmentSlice(lease, start, end - start), nextOffset);
  }

  /** Gives up the open files; the next use opens them anew. From any thread. */
  public void evict() {
    log.evict();
    offsetIndex.evict();
    timeIndex.evict();
    transactionIndex.evict();
  }

  /** Closes the files for good, before they are renamed or removed. */
  public void giveUp() {
    MappedTail end = tail;
    if (end != null) {
      end.unmap();
    }
    log.giveUp();
    offsetIndex.giveUp();
    timeIndex.giveUp();
    transactionIndex.giveUp();
  }

  @Override
  public String toString() {
    return "Segment[" + files.path(FileKind.LOG, baseOffset) + ", " + size() + " bytes]";
  }
}
