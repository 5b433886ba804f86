package io.ottla.storage.segment;

import io.ottla.runtime.Invariant;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.storage.index.TransactionIndex;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log: a file of batches and its indexes. The partition's loop appends and
 * truncates; any thread reads what was published by {@link #size()}.
 *
 * <p>A segment that nobody uses is a name and a size. Its {@link SegmentFiles} are held by whoever
 * reads, by the writer, and by each of the files that is open; when all of these are gone the
 * garbage collector takes them.
 */
public final class Segment {
  /** The next offset of a segment whose end was not looked at. */
  public static final long UNKNOWN_OFFSET = Long.MAX_VALUE;

  private static final WeakReference<SegmentFiles> NOTHING = new WeakReference<>(null);

  @SuppressWarnings("rawtypes") // there is no class object of a generic type
  private static final AtomicReferenceFieldUpdater<Segment, WeakReference> OPENED =
      AtomicReferenceFieldUpdater.newUpdater(Segment.class, WeakReference.class, "opened");

  private final LogFiles directory;
  private final long baseOffset;
  private final String mark;
  private final SegmentTimes times = new SegmentTimes(this);
  private volatile Extent extent;
  private volatile WeakReference<SegmentFiles> opened = NOTHING;
  private volatile boolean isGone;
  private volatile @Nullable SegmentWriter writer;
  private boolean hasIndexes = true;
  private volatile boolean isWithoutAborted;

  /** Both change together, so that a reader never sees one without the other. */
  private record Extent(int size, long nextOffset) {}

  private Segment(LogFiles directory, long baseOffset, String mark, int size, long nextOffset) {
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.mark = mark;
    this.extent = new Extent(size, nextOffset);
  }

  /** A new, empty segment, of which the files exist from here on. */
  public static Segment create(LogFiles files, long baseOffset) {
    return create(files, baseOffset, "");
  }

  /** A new, empty segment in files with a mark such as {@link FileKind#CLEANED}. */
  public static Segment create(LogFiles files, long baseOffset, String mark) {
    Disk disk = files.disk();
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      disk.delete(files.path(kind, baseOffset, mark));
    }
    Segment segment = createLog(files, baseOffset, mark);
    segment.files().createIndexes();
    segment.writer();
    return segment;
  }

  /**
   * The segment of a new log, in whose directory there is none. It has no indexes before its first
   * batch: files cost most of the time that a topic of many partitions takes to be created.
   */
  public static Segment createFirst(LogFiles files, long baseOffset) {
    Segment segment = createLog(files, baseOffset, "");
    segment.hasIndexes = false;
    return segment;
  }

  private static Segment createLog(LogFiles files, long baseOffset, String mark) {
    files.disk().open(files.path(FileKind.LOG, baseOffset, mark), Disk.Mode.CREATE).close();
    Segment segment = new Segment(files, baseOffset, mark, 0, baseOffset);
    segment.times.clear();
    return segment;
  }

  /** A segment on disk that has the size of its file; nothing is opened or read. */
  public static Segment onDisk(LogFiles files, long baseOffset) {
    return onDisk(files, baseOffset, Math.toIntExact(files.size(FileKind.LOG, baseOffset, "")));
  }

  /** A segment on disk; nothing is opened or read. */
  public static Segment onDisk(LogFiles files, long baseOffset, int size) {
    return onDisk(files, baseOffset, "", size);
  }

  /** A segment on disk of which the largest timestamp may be known. */
  static Segment onDisk(
      LogFiles files, long baseOffset, int size, @Nullable TimestampedOffset largestTimestamp) {
    Segment segment = onDisk(files, baseOffset, size);
    segment.times.setLargest(largestTimestamp);
    return segment;
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

  /** The index of offsets by timestamp. */
  public TimeIndex timeIndex() {
    return files().timeIndex();
  }

  /** Notes an aborted transaction whose marker was appended to this segment. Owner's loop. */
  public void noteAborted(AbortedTransaction aborted) {
    writer().noteAborted(aborted);
  }

  /**
   * Adds the aborted transactions of a range of offsets; see {@link TransactionIndex#collect}. From
   * any thread.
   */
  public boolean collectAborted(long fromOffset, long toOffset, List<AbortedTransaction> found) {
    if (isWithoutAborted) {
      return false;
    }
    TransactionIndex index = files().transactionIndex();
    if (writer == null && index.isEmpty()) {
      isWithoutAborted = true;
      // A writer that came meanwhile takes it back, on this side or on its own.
      isWithoutAborted = writer == null;
    }
    return index.collect(fromOffset, toOffset, found);
  }

  /** The log's file with a lease on it, which the caller gives back. */
  public OpenFile acquire() {
    return files().log().acquire();
  }

  // Who comes first makes them; they may have been given up meanwhile, which both sides look for.
  private SegmentFiles files() {
    WeakReference<SegmentFiles> reference = opened;
    SegmentFiles current = reference.get();
    if (current != null) {
      return current;
    }
    SegmentFiles made = new SegmentFiles(directory, baseOffset, mark);
    if (!OPENED.compareAndSet(this, reference, new WeakReference<>(made))) {
      return files();
    }
    if (isGone) {
      made.giveUp();
    }
    return made;
  }

  BatchSearch search() {
    return new BatchSearch(files(), directory, baseOffset);
  }

  // ---- appending

  private SegmentWriter writer() {
    SegmentWriter current = writer;
    if (current == null) {
      current = new SegmentWriter(files(), directory.windows(), size());
      writer = current;
      isWithoutAborted = false;
    }
    return current;
  }

  /** Appends whole batches, whose offsets and timestamps are final. Owner's loop. */
  public void append(ByteBuffer bytes, int indexIntervalBytes) {
    int position = extent.size();
    int end = position + bytes.remaining();
    if (!hasIndexes) {
      files().createIndexes();
      hasIndexes = true;
    }
    writer().write(bytes, position);
    long nextOffset = extent.nextOffset();
    RecordBatches batches = new RecordBatches(bytes);
    while (batches.next()) {
      note(batches.batch(), position, indexIntervalBytes);
      position += batches.batch().sizeInBytes();
      nextOffset = batches.batch().nextOffset();
    }
    Invariant.check(position == end, "bytes appended", position, end);
    files().recent().put((int) (nextOffset - baseOffset), position);
    extent = new Extent(position, nextOffset);
  }

  /** Counts a batch that the file holds at the position, and enters it in the indexes. */
  public void note(RecordBatch batch, int position, int indexIntervalBytes) {
    TimestampedOffset largest = times.note(batch, position);
    writer().index(batch, position, largest, indexIntervalBytes);
  }

  /** Makes the file so long at once, as {@code preallocate} asks; it takes no space by that. */
  public void preallocate(int sizeInBytes) {
    if (sizeInBytes > size()) {
      writer().extend(sizeInBytes);
    }
  }

  /** Whether offsets up to this one can be told from the segment's base by 32 bits. */
  public boolean canHold(long lastOffset) {
    return lastOffset - baseOffset <= Integer.MAX_VALUE;
  }

  /** Whether an index has reached its size in bytes. */
  public boolean isIndexFull(int maxIndexBytes) {
    return files().offsetIndex().file().sizeInBytes() + OffsetIndex.ENTRY_SIZE > maxIndexBytes
        || files().timeIndex().file().sizeInBytes() + 2 * TimeIndex.ENTRY_SIZE > maxIndexBytes;
  }

  /**
   * Completes the indexes on file, and cuts the file to its batches, as they must be once nothing
   * more is appended.
   */
  public void seal() {
    SegmentWriter current = writer;
    if (current != null && current.seal(size(), times.largest())) {
      writer = null;
    }
  }

  /** Writes what the indexes hold in memory; false when the disk has no room for all of it. */
  public boolean flushIndexes() {
    SegmentFiles current = opened.get();
    return current == null || current.flushIndexes();
  }

  /** Makes the batches survive a power loss. From any thread. */
  public void syncBatches() {
    OpenFile open = acquire();
    try {
      open.file().sync();
    } finally {
      open.release();
    }
  }

  /** Makes the indexes survive a power loss; recovery builds those of the last segment anew. */
  public void syncIndexes() {
    files().syncIndexes();
  }

  // ---- changing what is there

  /** Sets what recovery found: the size in bytes, cut off in the file, and the next offset. */
  public void truncateToSize(int newSize, long newNextOffset) {
    writer().cutTo(newSize);
    extent = new Extent(newSize, newNextOffset);
  }

  /** Empties the indexes before they are built anew by {@link #note}. */
  public void clearIndexes() {
    files().clearIndexes();
    times.clear();
    writer = null;
  }

  /**
   * Drops the batch that holds the offset and all behind it. Owner's loop.
   *
   * @return the next offset: the one given, or that batch's base offset when it is smaller
   */
  public long truncateTo(long offset) {
    int position = locate(offset);
    Long dropped = search().baseOffsetAt(position, size());
    long newNextOffset = dropped == null ? offset : Math.min(offset, dropped);
    files().recent().clear();
    files().offsetIndex().truncateTo(position);
    files().timeIndex().truncateTo(newNextOffset);
    files().transactionIndex().truncateTo(newNextOffset);
    truncateToSize(position, newNextOffset);
    times.cutOffAt(position);
    writer().onTruncated(position);
    return newNextOffset;
  }

  /** Looks for the segment's end from the last index entry on. Owner's loop. */
  public void findNextOffset() {
    extent = new Extent(size(), search().nextOffset(size()));
  }

  /** Tells the end, known from elsewhere, of a segment whose file was not looked at. */
  public void assumeNextOffset(long known) {
    extent = new Extent(size(), known);
  }

  // ---- reading

  /** The largest timestamp, and the last offset of the batch that has it. From any thread. */
  public TimestampedOffset largestTimestamp() {
    return times.largest();
  }

  /** The same, if someone has asked for it before; null otherwise. */
  @Nullable TimestampedOffset knownLargestTimestamp() {
    return times.knownLargest();
  }

  /**
   * The timestamp in ms of the first batch, by which a segment's age counts; -1 when empty. From
   * any thread.
   */
  public long firstTimestamp() {
    return times.first();
  }

  /** When the file was changed last, in ms since the epoch. From any thread. */
  public long lastModifiedMs() {
    return directory.lastModifiedMs(FileKind.LOG, baseOffset, mark);
  }

  /** The leader epoch of the first batch; -1 when there is none. From any thread. */
  public int firstEpoch() {
    Integer found = search().firstEpoch(size());
    return found == null ? RecordBatch.NO_LEADER_EPOCH : found;
  }

  /** Where the first batch begins that ends at or behind the offset; the size when none does. */
  public int locate(long offset) {
    return search().locate(offset, size());
  }

  /**
   * Whole batches from the one that holds the offset on, all below the bound. From any thread.
   *
   * @param atLeastOne whether the first batch is returned also when it is larger than the maximum
   * @return null when no batch at or behind the offset lies below the bound
   */
  public @Nullable SegmentRead read(
      long offset, int maxBytes, long upperBoundOffset, boolean atLeastOne) {
    BatchSearch search = search();
    Extent readable = boundedBy(upperBoundOffset, search);
    int start = search.locate(offset, readable.size());
    return start >= readable.size()
        ? null
        : search.read(start, maxBytes, readable.size(), readable.nextOffset(), atLeastOne);
  }

  private Extent boundedBy(long upperBoundOffset, BatchSearch search) {
    Extent all = extent;
    if (all.nextOffset() <= upperBoundOffset) {
      return all;
    }
    int limit = search.locate(upperBoundOffset, all.size());
    return limit == all.size() ? all : new Extent(limit, upperBoundOffset);
  }

  /** The exception for bytes at a position that are no batch. */
  public CorruptLogException damaged(int position) {
    return search().damaged(position);
  }

  /** Closes the files for good, before they are renamed or removed. */
  public void giveUp() {
    isGone = true;
    SegmentWriter writing = writer;
    if (writing != null) {
      writing.unmap();
    }
    SegmentFiles current = opened.get();
    if (current != null) {
      current.giveUp();
    }
  }

  /** Closes the files and removes them. */
  public void remove() {
    giveUp();
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      directory.disk().delete(directory.path(kind, baseOffset, mark));
    }
  }

  @Override
  public String toString() {
    return "Segment[" + directory.path(FileKind.LOG, baseOffset) + ", " + size() + " bytes]";
  }
}
