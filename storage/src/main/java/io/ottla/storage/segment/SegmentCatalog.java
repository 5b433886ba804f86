package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a log's directory holds, written down so that the next start need not look, whether a stop
 * in order or a crash lies before it: the segments with their sizes and largest timestamps, and the
 * snapshots of the producers. It is kept as segments come and go, and says of which state of the
 * directory it speaks: of the one that was {@linkplain Disk#stamp stamped} behind it. Any change of
 * a name, by whomever, takes the stamp off, so that it is not read any more; and as file systems
 * that keep a journal of names put the stamp on disk with the names it was set on, neither a crash
 * nor a power loss leaves it on others. After a stop in order completed segments have not changed
 * in any other way; after a crash those that end below the recovery point have not. Apache Kafka
 * does not know the file and leaves it alone.
 *
 * <p>A start reads the {@linkplain CatalogHead head} alone, so that it takes no longer for a log of
 * many segments; of the {@linkplain CatalogRow rows} behind it a block is read once someone asks
 * for one in it. Where it turns out to be damaged the names in the directory say the same: who
 * changes those of completed segments or of snapshots has read them all before.
 */
public final class SegmentCatalog {
  /** What the file is called. */
  public static final String NAME = "ottla.segments";

  /** Of fewer segments it is not worth a file. */
  public static final int WORTH_KEEPING = 4;

  private final LogFiles files;
  private final CatalogHead head;
  private final SegmentList segments;

  /** Whether this run of the broker has written it. */
  private final boolean isOwn;

  private SegmentCatalog(LogFiles files, CatalogHead head, SegmentList segments, boolean isOwn) {
    this.files = files;
    this.head = head;
    this.segments = segments;
    this.isOwn = isOwn;
  }

  /**
   * What is to be written down of a directory.
   *
   * @param version that the directory will be stamped with
   * @param hasLeftovers whether there may be files that a start has to remove
   * @param snapshotsAbove the offsets above one of the snapshots of the producers that are there
   * @param deleteSnapshot takes away one of these that is of no use
   */
  public record State(
      long version,
      boolean hasLeftovers,
      SegmentList segments,
      LongFunction<long[]> snapshotsAbove,
      LongConsumer deleteSnapshot) {
    int completed() {
      return segments.count() - 1;
    }
  }

  /** All segments of the log, the one that is appended to included. */
  public SegmentList segments() {
    return segments;
  }

  /** The offset of the newest snapshot of the producers; -1 when there is none. */
  public long newestSnapshot() {
    return head.newestSnapshot();
  }

  /** The version of the directory of which this speaks. */
  public long version() {
    return head.version();
  }

  /** Whether largest timestamps are missing, without which a search by time asks each segment. */
  public boolean lacksTimes() {
    return head.largestUpTo() == ColdSegments.UNKNOWN_LARGEST_UP_TO;
  }

  /** Whether there may be files in the directory that have to be removed. */
  public boolean hasLeftovers() {
    return head.hasLeftovers();
  }

  /**
   * The same after a crash, where what it says of segments from an index on, and of snapshots, was
   * found to be so or not.
   *
   * @param found the segments, which are those of {@link #segments} before the index
   * @param newestSnapshot the offset of the newest one that is left
   * @return null when more than the active segment is another
   */
  public @Nullable SegmentCatalog recovered(SegmentList found, int from, long newestSnapshot) {
    if (!found.hasSameFrom(from, segments)) {
      return null;
    }
    long largestUpTo = from == 0 ? Long.MIN_VALUE : segments.largestUpTo(from - 1);
    TreeSet<Long> strays = new TreeSet<>(head.strays());
    if (newestSnapshot >= found.baseOffset(from)) {
      strays.add(newestSnapshot); // it was in the row that is written again
    }
    CatalogHead rewound =
        head.rewound(
            head.skipped() + from,
            largestUpTo,
            newestSnapshot,
            List.copyOf(strays.headSet(newestSnapshot, true)));
    return new SegmentCatalog(files, rewound, found.sharingOrigin(segments), /* isOwn= */ false);
  }

  // ---- reading

  /** What was written last, which may be {@linkplain #isCurrent outdated}; null when damaged. */
  public static @Nullable SegmentCatalog read(LogFiles files) {
    ByteBuffer bytes = part(files, 0, CatalogHead.SIZE);
    CatalogHead head = bytes.remaining() < CatalogHead.SIZE ? null : CatalogHead.decode(bytes);
    return head == null
        ? null
        : new SegmentCatalog(files, head, cold(files, head), /* isOwn= */ false);
  }

  /** Whether this speaks of the directory as it is. */
  public boolean isCurrent() {
    return head.version() == files.disk().version(files.directory());
  }

  private static SegmentList cold(LogFiles files, CatalogHead head) {
    Segment active = ColdSegments.ofRow(files, head.active(), 0);
    Names names = new Names(files, head, active.baseOffset());
    ColdSegments cold =
        new ColdSegments(
            files,
            head.skipped(),
            head.rows(),
            head.firstBaseOffset(),
            block -> rows(files, head, block, names));
    return SegmentList.of(cold, head.completedBytes(), active);
  }

  /**
   * Whether the active segment has the size that was written down. It is the only one that another
   * broker could have appended to without changing a name.
   */
  public boolean isActiveAsLong() {
    Segment active = ColdSegments.ofRow(files, head.active(), 0);
    return files.size(FileKind.LOG, active.baseOffset(), "") == active.size();
  }

  /** The rows of a block of {@link ColdSegments}. */
  private static @Nullable ByteBuffer rows(
      LogFiles files, CatalogHead head, int block, Names names) {
    int first = block * ColdSegments.BLOCK;
    int count = Math.min(ColdSegments.BLOCK, head.rows() - first);
    ByteBuffer bytes = soundRows(files, head, first, count);
    if (bytes == null) {
      return names.rows(first, count);
    }
    ByteBuffer rows = ByteBuffer.allocate(count * ColdSegments.ROW_SIZE);
    for (int i = 0; i < count; i++) {
      rows.put(bytes.slice(i * CatalogRow.SIZE, ColdSegments.ROW_SIZE));
    }
    return rows.flip();
  }

  private static @Nullable ByteBuffer soundRows(
      LogFiles files, CatalogHead head, int first, int count) {
    ByteBuffer bytes = part(files, CatalogRow.positionOf(first), count * CatalogRow.SIZE);
    boolean isSound = true;
    for (int i = 0; isSound && i < count; i++) {
      int row = first + i;
      isSound =
          row < head.skipped() // its generation may be forgotten
              || CatalogRow.isSound(bytes, i * CatalogRow.SIZE, head.generationOf(row), row);
    }
    return isSound ? bytes : null;
  }

  /** The completed segments by their names, listed once for all blocks that are damaged. */
  private static final class Names {
    private final LogFiles files;
    private final CatalogHead head;
    private final long end;
    private long @Nullable [] baseOffsets;

    Names(LogFiles files, CatalogHead head, long end) {
      this.files = files;
      this.head = head;
      this.end = end;
    }

    /** So many rows, those of segments that are gone included; null when there are others. */
    synchronized @Nullable ByteBuffer rows(int first, int count) {
      long[] offsets = baseOffsets == null ? list() : baseOffsets;
      baseOffsets = offsets;
      return offsets.length == head.completed()
          ? ColdSegments.namedRows(
              LongStream.range(first, (long) first + count)
                  .map(row -> row < head.skipped() ? -1 : offsets[(int) row - head.skipped()])
                  .toArray())
          : null;
    }

    private long[] list() {
      long[] all = FileKind.LOG.offsetsIn(files.disk().list(files.directory()));
      return Arrays.stream(all).filter(offset -> offset < end).toArray();
    }
  }

  /** The offsets of the producers' snapshots, in ascending order. */
  public long[] snapshotOffsets() {
    return LongStream.concat(strays(), snapshotsIn(head.skipped(), head.rows()))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The offset of the newest snapshot of the producers up to an offset; -1 when there is none. */
  public long snapshotAtOrBelow(long offset) {
    long stray = strays().filter(found -> found <= offset).max().orElse(-1);
    int end = head.skipped() + Math.min(head.completed(), segments.floorIndex(offset) + 1);
    long ofRow = -1;
    while (ofRow < 0 && end > head.skipped()) {
      int from = Math.max(head.skipped(), end - ColdSegments.BLOCK);
      ofRow = snapshotsIn(from, end).filter(found -> found <= offset).max().orElse(-1);
      end = from;
    }
    return Math.max(stray, ofRow);
  }

  private LongStream strays() {
    return head.strays().stream().mapToLong(Long::longValue);
  }

  /** The offsets of snapshots at which the segments of some rows begin; all where it is damaged. */
  private LongStream snapshotsIn(int fromRow, int toRow) {
    ByteBuffer rows = soundRows(files, head, fromRow, toRow - fromRow);
    return rows == null
        ? Arrays.stream(FileKind.PRODUCER_SNAPSHOT.offsetsIn(files.disk().list(files.directory())))
        : IntStream.range(0, toRow - fromRow)
            .map(row -> row * CatalogRow.SIZE)
            .filter(at -> CatalogRow.hasSnapshot(rows, at))
            .mapToLong(rows::getLong);
  }

  /** So many bytes of the file, or as many as there are. */
  private static ByteBuffer part(LogFiles files, long position, int size) {
    Path path = files.directory().resolve(NAME);
    ByteBuffer part = ByteBuffer.allocate(size);
    if (files.disk().exists(path)) {
      try (DiskFile file = files.disk().open(path, Disk.Mode.READ)) {
        file.read(part, position);
      }
    }
    return part.flip();
  }

  // ---- writing

  /**
   * Writes down another state of the same directory, at the cost of what has come or gone where
   * nothing else has changed. Nothing is synced.
   *
   * @return what is written then; null when a full disk kept it from that
   */
  public @Nullable SegmentCatalog next(State state) {
    int dropped = state.segments().droppedSince(segments);
    int kept = head.completed() - dropped;
    int skipped = head.skipped() + dropped;
    List<CatalogHead.Generation> generations =
        isOwn ? head.generations() : CatalogWriter.another(head);
    return dropped == SegmentList.OTHERS
            || kept < 0
            || generations.size() > CatalogHead.MAX_GENERATIONS
            || skipped > Math.max(ColdSegments.BLOCK, state.completed())
        ? create(files, state)
        : write(files, state, writer -> writer.more(head, generations, skipped, kept));
  }

  /**
   * Writes down the state of a directory of which nothing is written. Nothing is synced.
   *
   * @return what is written then; null when a full disk kept it from that
   */
  public static @Nullable SegmentCatalog create(LogFiles files, State state) {
    return write(files, state, CatalogWriter::whole);
  }

  private static @Nullable SegmentCatalog write(
      LogFiles files, State state, Function<CatalogWriter, CatalogHead> how) {
    Path path = files.directory().resolve(NAME);
    try (DiskFile file = files.disk().open(path, Disk.Mode.CREATE)) {
      CatalogHead head = how.apply(new CatalogWriter(file, state));
      return new SegmentCatalog(files, head, state.segments(), /* isOwn= */ true);
    } catch (DiskFullException e) {
      return null; // what there is of it is of another state of the directory
    }
  }
}
