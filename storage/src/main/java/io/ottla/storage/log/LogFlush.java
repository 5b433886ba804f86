package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flush under way: prepared on the log's loop, done on any thread, and reported to the log's loop
 * by {@link PartitionLog#onFlushed}.
 */
public final class LogFlush {
  private final LogFiles files;
  private final List<Segment> segments;
  private final List<Segment> sealed;
  private final @Nullable Names names;
  private final long endOffset;
  private final long cleanedOffset;
  private volatile @Nullable Names syncedNames;

  /**
   * What is written durably beside the batches.
   *
   * @param epochs the leader epochs; null when their file is on disk as it is
   * @param changes how often the names in the directory have changed
   * @param epochChanges how often the file of leader epochs has changed
   */
  record Names(@Nullable LeaderEpochs epochs, long changes, long epochChanges) {}

  /**
   * A flush of some segments.
   *
   * @param segments whose batches are not on disk
   * @param sealed which must be on disk with their indexes, and with the size they were cut to
   * @param names to be on disk too; null when neither they nor the epochs have changed
   * @param endOffset of the log
   * @param cleanedOffset how far the log is compacted once the names are on disk
   */
  LogFlush(
      LogFiles files,
      List<Segment> segments,
      List<Segment> sealed,
      @Nullable Names names,
      long endOffset,
      long cleanedOffset) {
    this.files = files;
    this.segments = List.copyOf(segments);
    this.sealed = List.copyOf(sealed);
    this.names = names;
    this.endOffset = endOffset;
    this.cleanedOffset = cleanedOffset;
  }

  /** Everything below it is on disk once {@link #sync} has returned. */
  public long endOffset() {
    return endOffset;
  }

  long cleanedOffset() {
    return cleanedOffset;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return segments.isEmpty() && sealed.isEmpty() && names == null;
  }

  /** Makes the data survive a power loss. May block; from any thread. */
  public void sync() {
    if (names != null) {
      syncNames();
    }
    for (Segment segment : segments) {
      unlessGone(segment::syncBatches);
    }
    for (Segment segment : sealed) {
      unlessGone(segment::syncBatches);
      unlessGone(segment::syncIndexes);
    }
    if (names != null) {
      sync(names);
    }
  }

  // Before the files: where a file system can put back the name of a synced file alone, without the
  // directory's time, a start would believe a catalog that lacks it.
  private void syncNames() {
    Disk disk = files.disk();
    disk.syncDirectory(Disk.directoryOf(files.directory()));
    disk.syncDirectory(files.directory());
  }

  private void sync(Names changed) {
    Disk disk = files.disk();
    PartitionMetadata.sync(disk, files.directory());
    try {
      LeaderEpochs epochs = changed.epochs();
      if (epochs != null) {
        LeaderEpochFile.write(disk, files.directory(), epochs, /* durable= */ true);
      }
      syncedNames = changed;
    } catch (DiskFullException e) {
      // The names count as unsynced, and the next flush writes the leader epochs.
    }
  }

  /** What of the names is on disk; null when none was asked for or there was no room. */
  @Nullable Names syncedNames() {
    return syncedNames;
  }

  /** Whether there was no room for names or epochs that were to be on disk. */
  boolean lacksNames() {
    return names != null && syncedNames == null;
  }

  /** The completed segments that are on disk with their indexes. */
  List<Segment> sealed() {
    return sealed;
  }

  private static void unlessGone(Runnable sync) {
    try {
      sync.run();
    } catch (FileGoneException deleted) {
      // What retention has deleted meanwhile need not be on disk.
    }
  }
}
