package io.ottla.storage.segment;

import io.ottla.runtime.RandomIds;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Writes the state of a directory into the file of its {@link SegmentCatalog}, once. */
final class CatalogWriter {
  private final DiskFile target;
  private final SegmentCatalog.State state;
  private final SegmentList segments;

  CatalogWriter(DiskFile target, SegmentCatalog.State state) {
    this.target = target;
    this.state = state;
    this.segments = state.segments();
  }

  /** Writes all there is, into a file of which nothing is kept but what is read before. */
  CatalogHead whole() {
    segments.readAll();
    Rows rows = new Rows(first(), 0, Long.MIN_VALUE, state.snapshotsAbove().apply(-1));
    target.truncate(0);
    rows.append(0);
    return rows.close(/* skipped= */ 0, /* newestBefore= */ -1);
  }

  private static List<CatalogHead.Generation> first() {
    return List.of(generation(0));
  }

  /** The generations of a file that another run of the broker goes on with. */
  static List<CatalogHead.Generation> another(CatalogHead before) {
    List<CatalogHead.Generation> generations = new ArrayList<>(before.generations());
    generations.removeIf(generation -> generation.firstRow() >= before.rows());
    while (generations.size() > 1 && generations.get(1).firstRow() <= before.skipped()) {
      generations.remove(0);
    }
    generations.add(generation(before.rows()));
    return generations;
  }

  private static CatalogHead.Generation generation(int firstRow) {
    return new CatalogHead.Generation(firstRow, RandomIds.next().getLeastSignificantBits());
  }

  /**
   * Writes what has come, and that what was skipped has gone.
   *
   * @param kept how many completed segments are there already
   */
  CatalogHead more(
      CatalogHead before, List<CatalogHead.Generation> generations, int skipped, int kept) {
    LongStream.Builder old = LongStream.builder();
    before.strays().forEach(old::add);
    if (before.newestSnapshot() < segments.baseOffset(0)) {
      old.add(before.newestSnapshot()); // in a row that is skipped, if it is no stray
    }
    long[] candidates =
        LongStream.concat(
                old.build().filter(offset -> offset >= 0),
                Arrays.stream(state.snapshotsAbove().apply(before.newestSnapshot())))
            .sorted()
            .distinct()
            .toArray();
    Rows rows = new Rows(generations, before.rows(), before.largestUpTo(), candidates);
    rows.append(kept);
    return rows.close(skipped, before.newestSnapshot());
  }

  /** The rows of the file, and which of the snapshots are among them. */
  private final class Rows {
    private final List<CatalogHead.Generation> generations;
    private final long generation;
    private int count;
    private long largestUpTo;
    private final long[] candidates;
    private final boolean[] isOfRow;

    Rows(List<CatalogHead.Generation> generations, int count, long largestUpTo, long[] candidates) {
      this.generations = generations;
      this.generation = generations.get(generations.size() - 1).number();
      this.count = count;
      this.largestUpTo = largestUpTo;
      this.candidates = candidates;
      this.isOfRow = new boolean[candidates.length];
    }

    void append(int from) {
      int added = state.completed() - from;
      ByteBuffer bytes = ByteBuffer.allocate(added * CatalogRow.SIZE);
      long position = CatalogRow.positionOf(count);
      for (int i = from; i < state.completed(); i++) {
        putRow(bytes, i);
      }
      target.write(bytes.flip(), position);
    }

    private void putRow(ByteBuffer bytes, int index) {
      TimestampedOffset largest = segments.knownLargestTimestamp(index);
      largestUpTo =
          largest == null
              ? ColdSegments.UNKNOWN_LARGEST_UP_TO
              : Math.max(largestUpTo, largest.timestampMs());
      long baseOffset = segments.baseOffset(index);
      ColdSegments.put(bytes, baseOffset, segments.size(index), largest, largestUpTo);
      int snapshot = Arrays.binarySearch(candidates, baseOffset);
      if (snapshot >= 0) {
        isOfRow[snapshot] = true;
      }
      CatalogRow.seal(bytes, snapshot >= 0, generation, count++);
    }

    CatalogHead close(int skipped, long newestBefore) {
      long firstBaseOffset = segments.baseOffset(0);
      int all = candidates.length;
      long newest = all == 0 ? newestBefore : Math.max(newestBefore, candidates[all - 1]);
      int active = state.completed();
      CatalogHead head =
          new CatalogHead(
              state.version(),
              count,
              skipped,
              state.hasLeftovers(),
              firstBaseOffset,
              segments.completedBytes(),
              newest,
              largestUpTo,
              rowOf(active),
              strays(firstBaseOffset, newest),
              generations);
      target.write(head.encode(), 0);
      return head;
    }

    // A start makes use of the newest one before an offset; as with Apache Kafka, those between
    // two segments are of no use to it but for the newest. What is not written down must not stay:
    // a truncation would not remove it, and a start that lists the names believe it.
    private List<Long> strays(long firstBaseOffset, long newest) {
      List<Long> strays = new ArrayList<>();
      for (int i = 0; i < candidates.length; i++) {
        if (!isOfRow[i] && (candidates[i] >= firstBaseOffset || candidates[i] == newest)) {
          strays.add(candidates[i]);
        } else if (!isOfRow[i]) {
          state.deleteSnapshot().accept(candidates[i]);
        }
      }
      int tooMany = Math.max(0, strays.size() - CatalogHead.MAX_STRAYS);
      strays.subList(0, tooMany).forEach(state.deleteSnapshot()::accept);
      return strays.subList(tooMany, strays.size());
    }
  }

  private ByteBuffer rowOf(int index) {
    ByteBuffer row = ByteBuffer.allocate(ColdSegments.ROW_SIZE);
    TimestampedOffset largest = segments.knownLargestTimestamp(index);
    ColdSegments.put(
        row,
        segments.baseOffset(index),
        segments.size(index),
        largest,
        ColdSegments.UNKNOWN_LARGEST_UP_TO);
    return row.flip();
  }
}
