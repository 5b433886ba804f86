package io.ottla.storage.segment;

import io.ottla.runtime.Invariant;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log in the order of their offsets; immutable, so that readers need no lock.
 * First come {@link ColdSegments}, where the log was opened with any, then those in an array.
 * Adding at the end and dropping at the front take constant time: lists made from one another share
 * both, of which each sees its own range. Only the newest list may be added to.
 *
 * <p>What a list says of a segment by its index does not make it one that is used.
 */
public final class SegmentList {
  /** Says that one list has others than were added to or dropped from another. */
  static final int OTHERS = -1;

  private static final int FIRST_CAPACITY = 4;
  private static final long UNKNOWN_SIZE = -1;

  private final ColdSegments cold;
  private final int coldFrom;
  private final int coldTo;
  private final Segment[] array;
  private final int from;
  private final int to;

  /** Of the list that this one came of by adding at the end and dropping at the front. */
  private final Origin origin;

  /** Of all but the last segment, once someone asked. */
  private volatile long completedBytes = UNKNOWN_SIZE;

  /** Which list others came of, and how many of its segments and those behind were dropped. */
  private record Origin(Object list, long dropped) {
    static Origin here() {
      return new Origin(new Object(), 0);
    }
  }

  private SegmentList(
      ColdSegments cold,
      int coldFrom,
      int coldTo,
      Segment[] array,
      int from,
      int to,
      Origin origin) {
    this.origin = origin;
    this.cold = cold;
    this.coldFrom = coldFrom;
    this.coldTo = coldTo;
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** A list of segments in one directory that are sorted by offset. */
  public static SegmentList of(LogFiles files, List<Segment> segments) {
    return of(ColdSegments.named(files, new long[0]), segments);
  }

  private static SegmentList of(ColdSegments none, List<Segment> segments) {
    Segment[] array = segments.toArray(new Segment[0]);
    for (int i = 1; i < array.length; i++) {
      Invariant.check(
          array[i - 1].baseOffset() < array[i].baseOffset(),
          "segments ascend",
          array[i - 1].baseOffset(),
          array[i].baseOffset());
    }
    return new SegmentList(none, 0, 0, array, 0, array.length, Origin.here());
  }

  /** A list of segments in one directory that have the base offsets, of which nothing is read. */
  public static SegmentList named(LogFiles files, long[] baseOffsets) {
    ColdSegments cold = ColdSegments.named(files, baseOffsets);
    return new SegmentList(cold, 0, cold.end(), new Segment[0], 0, 0, Origin.here());
  }

  /** Completed segments that nobody uses yet, their bytes in all, and the active one. */
  static SegmentList of(ColdSegments completed, long completedBytes, Segment active) {
    SegmentList list =
        new SegmentList(
            completed,
            completed.first(),
            completed.end(),
            new Segment[] {active},
            0,
            1,
            Origin.here());
    list.completedBytes = completedBytes;
    return list;
  }

  /** How many there are. */
  public int count() {
    return coldCount() + to - from;
  }

  private int coldCount() {
    return coldTo - coldFrom;
  }

  private boolean isCold(int index) {
    Invariant.check(index >= 0 && index < count(), "segment index", index, count());
    return index < coldCount();
  }

  private Segment inArray(int index) {
    return array[from + index - coldCount()];
  }

  /** The segment at an index from 0 on. */
  public Segment get(int index) {
    return isCold(index) ? cold.get(coldFrom + index) : inArray(index);
  }

  /** The base offset of the segment at an index. */
  public long baseOffset(int index) {
    return isCold(index) ? cold.baseOffset(coldFrom + index) : inArray(index).baseOffset();
  }

  /** How many bytes the segment at an index has. */
  public int size(int index) {
    return isCold(index) ? cold.size(coldFrom + index) : inArray(index).size();
  }

  /** The largest timestamp in ms of the segment at an index; reads its file if nobody did yet. */
  public long largestTimestampMs(int index) {
    TimestampedOffset known = knownLargestTimestamp(index);
    return (known == null ? get(index).largestTimestamp() : known).timestampMs();
  }

  @Nullable TimestampedOffset knownLargestTimestamp(int index) {
    return isCold(index)
        ? cold.knownLargestTimestamp(coldFrom + index)
        : inArray(index).knownLargestTimestamp();
  }

  /** How many of the oldest segments {@link #largestUpTo} can be asked of. */
  public int timedCount() {
    int count = coldCount();
    boolean isTimed =
        count > 0 && cold.largestUpTo(coldTo - 1) != ColdSegments.UNKNOWN_LARGEST_UP_TO;
    return isTimed ? count : 0;
  }

  /**
   * The largest timestamp in ms of the segments up to the end of the one at an index below {@link
   * #timedCount}, and of those that were before them when the log was opened; reads no file of a
   * segment.
   */
  public long largestUpTo(int index) {
    return cold.largestUpTo(coldFrom + index);
  }

  /**
   * Reads from the files of completed segments what a {@link SegmentCatalog} and a search by time
   * want to know of them. May block; from any thread, but one at a time.
   *
   * @param hasTime whether there is time to read another
   * @return whether all is known
   */
  public boolean learnTimes(BooleanSupplier hasTime) {
    boolean isKnown = cold.learnTimes(coldFrom, coldTo, hasTime);
    for (int i = coldCount(); isKnown && i < count() - 1; i++) {
      if (knownLargestTimestamp(i) == null) {
        isKnown = hasTime.getAsBoolean();
        long unused = isKnown ? largestTimestampMs(i) : 0;
      }
    }
    return isKnown;
  }

  /** How many bytes all segments have; the sizes of the completed ones are added up once. */
  public long sizeInBytes() {
    return completedBytes() + size(count() - 1);
  }

  /** How many bytes the completed segments have, added up once. */
  long completedBytes() {
    long completed = completedBytes;
    if (completed == UNKNOWN_SIZE) {
      completed = sizeOfFirst(count() - 1);
      completedBytes = completed;
    }
    return completed;
  }

  private long sizeOfFirst(int count) {
    long sizeInBytes = 0;
    for (int i = 0; i < count; i++) {
      sizeInBytes += size(i);
    }
    return sizeInBytes;
  }

  /** The oldest segment. */
  public Segment first() {
    return get(0);
  }

  /** The segment that is appended to. */
  public Segment active() {
    return get(count() - 1);
  }

  /** The index of the last segment that starts at or before the offset; -1 when there is none. */
  public int floorIndex(long offset) {
    int low = 0;
    int high = count();
    if (high > 0 && baseOffset(high - 1) <= offset) {
      return high - 1;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (baseOffset(middle) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** This list with a segment behind the others. */
  public SegmentList with(Segment added) {
    Invariant.check(
        count() == 0 || baseOffset(count() - 1) < added.baseOffset(),
        "segment added at the end",
        added.baseOffset());
    SegmentList longer = withAtEnd(added);
    if (completedBytes != UNKNOWN_SIZE) {
      longer.completedBytes = sizeInBytes();
    }
    return longer;
  }

  private SegmentList withAtEnd(Segment added) {
    int count = to - from;
    if (to == array.length) {
      Segment[] target =
          Arrays.copyOfRange(array, from, from + Math.max(FIRST_CAPACITY, 2 * count));
      target[count] = added;
      return new SegmentList(cold, coldFrom, coldTo, target, 0, count + 1, origin);
    }
    array[to] = added;
    return new SegmentList(cold, coldFrom, coldTo, array, from, to + 1, origin);
  }

  /** This list without its first {@code count} segments. */
  public SegmentList withoutFirst(int count) {
    int ofCold = Math.min(count, coldCount());
    SegmentList rest =
        new SegmentList(
            cold,
            coldFrom + ofCold,
            coldTo,
            array,
            from + count - ofCold,
            to,
            new Origin(origin.list, origin.dropped + count));
    if (completedBytes != UNKNOWN_SIZE) {
      rest.completedBytes = completedBytes - sizeOfFirst(count);
    }
    return rest;
  }

  /**
   * The first {@code count} segments, in an array of their own where they are not cold. The last of
   * them is never cold: it is appended to from here on, and its row would not know.
   */
  public SegmentList firstOnly(int count) {
    int ofCold = Math.min(Math.max(0, count - 1), coldCount());
    Segment[] kept = range(ofCold, count).toArray(new Segment[0]);
    return new SegmentList(cold, coldFrom, coldFrom + ofCold, kept, 0, kept.length, Origin.here());
  }

  /**
   * Reads what is not yet known of the segments a log was opened with. To be done before a file of
   * one of them gets another name: their names stand in for what is damaged of {@link
   * SegmentCatalog}.
   */
  public void readAll() {
    cold.readAll();
  }

  /** This list with the segments from one index up to another replaced; all are used then. */
  public SegmentList replaced(int fromIndex, int toIndex, List<Segment> by) {
    List<Segment> all = new ArrayList<>(toList());
    all.subList(fromIndex, toIndex).clear();
    all.addAll(fromIndex, by);
    return of(cold, all);
  }

  /** The segments from one index up to another, oldest first. */
  public List<Segment> range(int fromIndex, int toIndex) {
    List<Segment> segments = new ArrayList<>(toIndex - fromIndex);
    for (int i = fromIndex; i < toIndex; i++) {
      segments.add(get(i));
    }
    return List.copyOf(segments);
  }

  /** The segments from an index on, oldest first. */
  public List<Segment> from(int index) {
    return range(index, count());
  }

  /** The segments, oldest first. */
  public List<Segment> toList() {
    return range(0, count());
  }

  /**
   * How many segments were dropped at the front since an earlier list; nothing else has changed but
   * that some may have been added at the end. Otherwise {@link #OTHERS}.
   */
  int droppedSince(SegmentList earlier) {
    return origin.list == earlier.origin.list
        ? Math.toIntExact(origin.dropped - earlier.origin.dropped)
        : OTHERS;
  }

  /** Whether another list has the same segments from an index on, the active one of any size. */
  boolean hasSameFrom(int index, SegmentList other) {
    int active = count() - 1;
    boolean isSame = count() == other.count();
    for (int i = index; isSame && i <= active; i++) {
      isSame = baseOffset(i) == other.baseOffset(i) && (i == active || size(i) == other.size(i));
    }
    return isSame;
  }

  /** The same segments, as if they had come of another list that has the same completed ones. */
  SegmentList sharingOrigin(SegmentList same) {
    SegmentList list = new SegmentList(cold, coldFrom, coldTo, array, from, to, same.origin);
    list.completedBytes = same.completedBytes;
    return list;
  }

  /** Closes the files of all segments for good. */
  public void giveUp() {
    cold.giveUp(coldFrom, coldTo);
    for (int i = from; i < to; i++) {
      array[i].giveUp();
    }
  }
}
