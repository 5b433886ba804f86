package io.ottla.storage.log;

import io.ottla.runtime.Clock;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.storage.segment.SegmentList;

/**
 * Keeps the {@link SegmentCatalog} of a log, so that a start need not list the names in its
 * directory: neither after a stop in order, nor after a crash in front of which the names had been
 * at rest for a while. Owned by the log's loop.
 */
final class CatalogKeeper {
  /** No version: nothing is known to be written. */
  static final long NONE = Long.MIN_VALUE;

  /** Longer than the steps in which any file system tells the time. */
  static final long REST_MS = 3_000;

  private final Clock clock;
  private final LogFiles files;
  private final LogSegments segments;
  private final LogProducers producers;
  private final LogCompaction compaction;
  private long versionSeen = NONE;
  private long seenAtMs;
  private long versionWritten;
  private SegmentList listWritten;
  private boolean isWrittenAtRest;

  /**
   * Keeps the catalog of a log.
   *
   * @param versionWritten of the directory for which a stop in order has written all that is known
   */
  CatalogKeeper(
      Clock clock,
      LogFiles files,
      LogSegments segments,
      LogProducers producers,
      LogCompaction compaction,
      long versionWritten) {
    this.clock = clock;
    this.files = files;
    this.segments = segments;
    this.producers = producers;
    this.compaction = compaction;
    this.versionWritten = versionWritten;
    this.listWritten = segments.list();
  }

  /** Whether a start would not list the names about as fast. From any thread. */
  boolean isWorthKeeping() {
    return segments.list().count() >= SegmentCatalog.WORTH_KEEPING;
  }

  /**
   * Writes the catalog anew if the names have changed since it was written, but not since an
   * earlier look: the directory's version does not tell apart what happens at the same instant.
   * What a start has to complete or to remove keeps it from being written, since a start that
   * believes it does not look.
   */
  void look() {
    if (!isWorthKeeping()) {
      return;
    }
    long version = version();
    if (version != versionSeen) {
      versionSeen = version;
      seenAtMs = clock.monotonicMs();
      return;
    }
    // The list tells what was changed at the same instant as it was written.
    boolean isWritten = version == versionWritten && segments.list() == listWritten;
    if ((isWritten && isWrittenAtRest)
        || clock.monotonicMs() - seenAtMs < REST_MS
        || segments.hasMarked()
        || !segments.areNamesSettled()
        || compaction.isUnderWay()) {
      return;
    }
    if (isWritten) {
      SegmentCatalog.rest(files);
      isWrittenAtRest = true;
    } else if (SegmentCatalog.exists(files)) {
      write(version, /* isAtRest= */ true);
    } else {
      SegmentCatalog.create(files);
    }
  }

  /**
   * Writes it a last time, behind all other changes; nothing is left to be removed then. Where a
   * part of the old one cannot be read there is none: the next start lists the names.
   */
  void complete() {
    if (!isWorthKeeping() || !segments.areNamesSettled()) {
      return;
    }
    SegmentCatalog.create(files);
    files.removeLeftovers(files.disk().list(files.directory()));
    try {
      if (SegmentCatalog.exists(files)) {
        write(version(), /* isAtRest= */ false);
      }
    } catch (FileGoneException | CorruptLogException e) {
      // What there is of it is of the same names, or is not believed.
    }
  }

  private long version() {
    return files.disk().version(files.directory());
  }

  private void write(long version, boolean isAtRest) {
    SegmentList list = segments.list();
    SegmentCatalog.write(files, version, isAtRest, list, producers.snapshotOffsets());
    versionWritten = version;
    listWritten = list;
    isWrittenAtRest = isAtRest;
  }
}
