package io.ottla.storage.log;

import io.ottla.runtime.Clock;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.storage.segment.SegmentList;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link SegmentCatalog} of a log, so that a start need not list the names in its
 * directory. Owned by the log's loop.
 */
final class CatalogKeeper {
  /** Longer than a clock may go back without anyone having set it. */
  private static final long PAST_MS = 2_000;

  /** Stamps are an odd number of microseconds: a coarser file system does not keep them. */
  private static final long MICROSECOND = 1_000;

  private final Clock clock;
  private final LogFiles files;
  private final LogSegments segments;
  private final LogProducers producers;
  private final LogCompaction compaction;

  /** What is written; null when nothing is, or it is not known. */
  private @Nullable SegmentCatalog written;

  private long versionWritten;

  /** The list of which all largest timestamps were learnt last. */
  private volatile @Nullable SegmentList timed;

  private volatile boolean lacksTimes;
  private volatile boolean isWithoutTimes;

  /** Of the directory behind what was written; another one where it cannot be stamped. */
  private long versionSeen;

  /**
   * Keeps the catalog of a log.
   *
   * @param written what is written, if anything can be read
   * @param isOfList whether it is of this directory and these segments
   */
  CatalogKeeper(
      Clock clock,
      LogFiles files,
      LogSegments segments,
      LogProducers producers,
      LogCompaction compaction,
      @Nullable SegmentCatalog written,
      boolean isOfList) {
    this.clock = clock;
    this.files = files;
    this.segments = segments;
    this.producers = producers;
    this.compaction = compaction;
    this.written = isOfList ? written : null;
    this.versionWritten = written == null ? 0 : written.version();
    this.versionSeen = versionWritten;
    this.lacksTimes = isOfList && written != null && written.lacksTimes();
  }

  /** Whether a start would not list the names about as fast. From any thread. */
  boolean isWorthKeeping() {
    return segments.list().count() >= SegmentCatalog.WORTH_KEEPING;
  }

  /**
   * Takes in that names have changed, where the catalog was written before: that costs no more for
   * a log of many segments.
   */
  void note() {
    if (written != null) {
      look();
    }
  }

  /** Writes the catalog where it is not of the directory as it is, or lacks what is known. */
  void look() {
    if (isWorthKeeping() && segments.areNamesSettled()) {
      if (lacksTimes() && timed == segments.list()) {
        written = null;
        write();
        isWithoutTimes = lacksTimes; // those that are missing still are told by no segment
      } else if (!isUpToDate()) {
        write();
      }
    }
  }

  private boolean isUpToDate() {
    return written != null && written.segments() == segments.list() && versionSeen == version();
  }

  private static boolean isStamp(long version) {
    return version % MICROSECOND == 0 && version / MICROSECOND % 2 == 1;
  }

  private long version() {
    return files.disk().version(files.directory());
  }

  /**
   * Writes down what the active segment is in the end. Where a part of the old catalog cannot be
   * read there is none: the next start lists the names.
   */
  void complete() {
    if (isWorthKeeping() && segments.areNamesSettled()) {
      try {
        write();
      } catch (FileGoneException | CorruptLogException e) {
        // What there is of it is not of the directory as it is, or of the same names.
      }
    }
  }

  private void write() {
    long version = version();
    if (isStamp(version)) {
      versionWritten = Math.max(versionWritten, version); // of a catalog that was damaged since
    }
    long past = (clock.wallMs() - PAST_MS) * 1_000_000 + MICROSECOND;
    versionWritten = Math.max(past, versionWritten + 2 * MICROSECOND);
    SegmentCatalog.State state =
        new SegmentCatalog.State(
            versionWritten,
            segments.hasMarked() || compaction.mayHaveLeftovers(),
            segments.list(),
            producers::snapshotsAbove,
            producers::deleteSnapshot);
    written = written == null ? SegmentCatalog.create(files, state) : written.next(state);
    lacksTimes = written != null && written.lacksTimes();
    if (written != null) {
      stamp();
      if (versionSeen != versionWritten) {
        stamp(); // a file of another kind, such as that of the leader epochs, may have come between
      }
    }
  }

  /** Whether the catalog lacks largest timestamps that can be learnt. From any thread. */
  boolean lacksTimes() {
    return lacksTimes && !isWithoutTimes;
  }

  /** Tells that those of all completed segments are known. From any thread. */
  void onTimesLearnt(SegmentList list) {
    timed = list;
  }

  private void stamp() {
    files.disk().stamp(files.directory(), versionWritten);
    versionSeen = version();
  }
}
