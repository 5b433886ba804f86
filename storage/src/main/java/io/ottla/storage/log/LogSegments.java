package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The segments of one log and their comings and goings. Changed by the log's loop alone; the
 * current list is read by any thread.
 */
final class LogSegments {
  private final LogFiles files;
  private final EventLoop background;
  private volatile SegmentList list;
  private final ArrayDeque<Segment> sealedUnsynced = new ArrayDeque<>();
  private long activeSinceMs;

  /** How often files named by an offset were marked and are not removed yet. */
  private final Map<Long, Integer> marked = new ConcurrentHashMap<>();

  private volatile Runnable onNamesChanged = () -> {};
  private final TimestampSteps timestamps = new TimestampSteps(this::list);

  /** Whether the names may be others than the list has: a full disk may end a change half-way. */
  private boolean isChanging;

  /** Held while some segments make room for others, and the list still names the former. */
  private final Object exchange = new Object();

  /**
   * The segments of a log.
   *
   * @param syncedOffset segments that end below it are on disk with their indexes
   */
  LogSegments(LogFiles files, EventLoop background, SegmentList list, long syncedOffset) {
    this.files = files;
    this.background = background;
    this.list = list;
    this.activeSinceMs = nowMs();
    int sealed = list.count() - 1;
    for (int i = Math.max(0, list.floorIndex(syncedOffset) - 1); i < sealed; i++) {
      if (list.baseOffset(i + 1) >= syncedOffset) {
        sealedUnsynced.add(list.get(i));
      }
    }
  }

  SegmentList list() {
    return list;
  }

  /**
   * The list, once no exchange of segments is under way. For readers that met a segment which is
   * gone: the loop renames a few files meanwhile. From any thread.
   */
  SegmentList settledList() {
    synchronized (exchange) {
      return list;
    }
  }

  Segment active() {
    return list.active();
  }

  private long nowMs() {
    return background.clock().wallMs();
  }

  /**
   * How old the active segment is at a time that records tell: since the timestamp of its first
   * batch. Where that has none, as with Apache Kafka, the clock counts, since the segment became
   * the active one or the log was opened. 0 while it is empty.
   */
  long activeAgeMs(long timestampMs) {
    if (active().size() == 0) {
      return 0;
    }
    long begunMs = active().firstTimestamp();
    return begunMs >= 0 ? timestampMs - begunMs : nowMs() - activeSinceMs;
  }

  /** Where a search by time begins. */
  TimestampSteps timestamps() {
    return timestamps;
  }

  /** Completes the active segment and begins another. */
  void roll(long baseOffset, LogConfig.Roll rules) {
    Segment sealed = active();
    sealed.seal();
    Segment added = begin(files, baseOffset, rules, /* isFirst= */ false);
    sealedUnsynced.add(sealed);
    list = list.with(added);
    activeSinceMs = nowMs();
  }

  /**
   * A new, empty segment, made as long as the rules ask. What is left of one that the disk had no
   * room for must not be found by a restart: the log may have been cut off to before it by then.
   *
   * @param isFirst whether the log is new too; see {@link Segment#createFirst}
   */
  static Segment begin(LogFiles files, long baseOffset, LogConfig.Roll rules, boolean isFirst) {
    try {
      Segment added =
          isFirst ? Segment.createFirst(files, baseOffset) : Segment.create(files, baseOffset);
      if (rules.preallocate()) {
        added.preallocate(rules.segmentBytes());
      }
      return added;
    } catch (DiskFullException e) {
      deleteFiles(files, baseOffset);
      throw e;
    }
  }

  /**
   * The completed segments that are not known to be on disk with their indexes, which are in their
   * files from here on. Those that a full disk has no room for wait, and all behind them.
   */
  List<Segment> toSync() {
    List<Segment> ready = new ArrayList<>();
    for (Segment sealed : sealedUnsynced) {
      if (!sealed.flushIndexes()) {
        break;
      }
      ready.add(sealed);
    }
    return ready;
  }

  /** Everything below it is on disk with its indexes once the first so many segments are. */
  long indexedOffset(int syncedCount) {
    return sealedUnsynced.stream()
        .skip(syncedCount)
        .findFirst()
        .map(Segment::baseOffset)
        .orElse(Long.MAX_VALUE);
  }

  /** Has the active segment, to which nothing more is appended, synced with its indexes too. */
  void completeActive() {
    sealedUnsynced.add(active());
  }

  /** Takes in that segments are on disk. */
  void onSynced(List<Segment> synced) {
    sealedUnsynced.removeAll(synced);
  }

  boolean hasUnsynced() {
    return !sealedUnsynced.isEmpty();
  }

  /** Removes the oldest segments; the active one is not among them. */
  void dropFirst(int count, long fileDeleteDelayMs) {
    SegmentList before = list;
    before.readAll();
    list = before.withoutFirst(count);
    changeNames(() -> delete(before.range(0, count), fileDeleteDelayMs));
  }

  /** Removes all segments, and begins anew at the offset. */
  void replaceAll(long baseOffset, LogConfig.Roll rules) {
    synchronized (exchange) {
      changeNames(
          () -> {
            for (Segment dropped : list.toList()) {
              deleteNow(dropped);
            }
            Segment first = begin(files, baseOffset, rules, /* isFirst= */ false);
            list = SegmentList.of(files, List.of(first));
          });
    }
    activeSinceMs = nowMs();
    timestamps.clear();
  }

  /** Removes the segments behind the first {@code count}; the last one left becomes active. */
  void dropBehind(int count) {
    SegmentList before = list;
    before.readAll();
    list = before.firstOnly(count);
    activeSinceMs = nowMs();
    timestamps.clear();
    sealedUnsynced.remove(active());
    changeNames(
        () -> {
          for (int i = count; i < before.count(); i++) {
            deleteNow(before.get(i));
          }
        });
  }

  /**
   * Puts a compacted segment, complete and on disk under the mark {@link FileKind#CLEANED}, in the
   * place of others. A crash at any point leaves either the old ones or what {@link SegmentSwap}
   * completes.
   *
   * @return false when one of the old ones is gone, and nothing was done
   */
  boolean replace(List<Segment> old, Segment cleaned, long fileDeleteDelayMs) {
    int from = list.floorIndex(old.get(0).baseOffset());
    int to = from + old.size();
    if (from < 0 || to >= list.count() || !list.range(from, to).equals(old)) {
      cleaned.remove();
      return false;
    }
    cleaned.giveUp();
    changeNames(() -> exchange(old, cleaned, from, fileDeleteDelayMs));
    // The steps that were made of the old segments may end within the new one.
    timestamps.clear();
    return true;
  }

  private void exchange(List<Segment> old, Segment cleaned, int from, long fileDeleteDelayMs) {
    long baseOffset = cleaned.baseOffset();
    SegmentSwap.rename(files, baseOffset, FileKind.CLEANED, FileKind.SWAP);
    Segment added = Segment.onDisk(files, baseOffset, cleaned.size());
    SegmentList after = list.replaced(from, from + old.size(), List.of(added));
    synchronized (exchange) {
      delete(old, fileDeleteDelayMs);
      SegmentSwap.rename(files, baseOffset, FileKind.SWAP, "");
      list = after;
    }
  }

  private void changeNames(Runnable change) {
    boolean wasChanging = isChanging;
    isChanging = true;
    change.run();
    isChanging = wasChanging;
  }

  // The names go at once, so that a restart does not find the segments; the bytes go later, so
  // that whoever still sends from them can.
  private void delete(List<Segment> segments, long delayMs) {
    List<Long> baseOffsets = new ArrayList<>();
    for (Segment segment : segments) {
      baseOffsets.add(segment.baseOffset());
      marked.merge(segment.baseOffset(), 1, Integer::sum);
      sealedUnsynced.remove(segment);
      segment.giveUp();
      for (FileKind kind : FileKind.SEGMENT_FILES) {
        if (files.disk().exists(files.path(kind, segment.baseOffset()))) {
          mark(kind, segment.baseOffset());
        }
      }
    }
    background.schedule(delayMs, () -> deleteMarked(baseOffsets));
  }

  // A longer name may need room that a full disk does not have; no name needs none.
  private void mark(FileKind kind, long baseOffset) {
    Path path = files.path(kind, baseOffset);
    try {
      files.disk().rename(path, files.path(kind, baseOffset, FileKind.DELETED));
    } catch (DiskFullException e) {
      files.disk().delete(path);
    }
  }

  private void deleteMarked(List<Long> baseOffsets) {
    for (long baseOffset : baseOffsets) {
      for (FileKind kind : FileKind.SEGMENT_FILES) {
        files.disk().delete(files.path(kind, baseOffset, FileKind.DELETED));
      }
      marked.computeIfPresent(baseOffset, (unused, times) -> times == 1 ? null : times - 1);
    }
    tellNamesChanged();
  }

  /** Has someone hear, on any thread, that another than the log's loop has changed names. */
  void whenNamesChange(Runnable listener) {
    onNamesChanged = listener;
  }

  /** Tells that another than the log's loop has changed names. */
  void tellNamesChanged() {
    onNamesChanged.run();
  }

  /**
   * Removes what an earlier start has left to be removed, while nothing is compacted. May block;
   * from any thread.
   *
   * @param done hears it first
   */
  void deleteLeftovers(Runnable done) {
    List<String> names = new ArrayList<>(files.disk().list(files.directory()));
    names.removeIf(name -> name.endsWith(FileKind.TEMPORARY) || isMarkedSince(name));
    List<String> unused = files.removeLeftovers(names);
    done.run();
    tellNamesChanged();
  }

  private boolean isMarkedSince(String name) {
    return marked.containsKey(FileKind.offsetAtStartOf(name));
  }

  /** Whether the names of the files are those of the list. */
  boolean areNamesSettled() {
    return !isChanging;
  }

  /** Whether there are files of segments that are removed later. */
  boolean hasMarked() {
    return !marked.isEmpty();
  }

  private void deleteNow(Segment segment) {
    sealedUnsynced.remove(segment);
    segment.remove();
  }

  private static void deleteFiles(LogFiles files, long baseOffset) {
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      files.disk().delete(files.path(kind, baseOffset));
    }
  }
}
