package io.ottla.storage.segment;

import io.ottla.runtime.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log in the order of their offsets; immutable, so that readers need no lock.
 * Adding at the end and dropping at the front take constant time: lists made from one another share
 * an array, of which each sees its own range. Only the newest list may be added to.
 */
public final class SegmentList {
  private static final int FIRST_CAPACITY = 4;

  private final Segment[] array;
  private final int from;
  private final int to;

  private SegmentList(Segment[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** A list of segments that are sorted by offset. */
  public static SegmentList of(List<Segment> segments) {
    Segment[] array = segments.toArray(new Segment[0]);
    for (int i = 1; i < array.length; i++) {
      Invariant.check(
          array[i - 1].baseOffset() < array[i].baseOffset(),
          "segments ascend",
          array[i - 1].baseOffset(),
          array[i].baseOffset());
    }
    return new SegmentList(array, 0, array.length);
  }

  /** How many there are. */
  public int count() {
    return to - from;
  }

  /** The segment at an index from 0 on. */
  public Segment get(int index) {
    Invariant.check(index >= 0 && index < count(), "segment index", index, count());
    return array[from + index];
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
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (array[middle].baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1 - from;
  }

  /** The last segment that starts at or before the offset; null when there is none. */
  public @Nullable Segment floor(long offset) {
    int index = floorIndex(offset);
    return index < 0 ? null : get(index);
  }

  /** This list with a segment behind the others. */
  public SegmentList with(Segment added) {
    Invariant.check(
        count() == 0 || active().baseOffset() < added.baseOffset(),
        "segment added at the end",
        added.baseOffset());
    Segment[] target = array;
    if (to == array.length) {
      target = Arrays.copyOfRange(array, from, from + Math.max(FIRST_CAPACITY, 2 * count()));
      target[count()] = added;
      return new SegmentList(target, 0, count() + 1);
    }
    target[to] = added;
    return new SegmentList(target, from, to + 1);
  }

  /** This list without its first {@code count} segments. */
  public SegmentList withoutFirst(int count) {
    return new SegmentList(array, from + count, to);
  }

  /** The first {@code count} segments, in an array of their own. */
  public SegmentList firstOnly(int count) {
    return new SegmentList(Arrays.copyOfRange(array, from, from + count), 0, count);
  }

  /** This list with the segments from one index up to another replaced. */
  public SegmentList replaced(int fromIndex, int toIndex, List<Segment> by) {
    List<Segment> all = new ArrayList<>(toList());
    all.subList(fromIndex, toIndex).clear();
    all.addAll(fromIndex, by);
    return of(all);
  }

  /** The segments from an index on, oldest first. */
  public List<Segment> from(int index) {
    return List.of(Arrays.copyOfRange(array, from + index, to));
  }

  /** The segments, oldest first. */
  public List<Segment> toList() {
    return List.of(Arrays.copyOfRange(array, from, to));
  }
}
