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
  private final @Nullable LeaderEpochs changedEpochs;
  private final long endOffset;
  private final long cleanedOffset;
  private volatile boolean isNamingDone = true;

  /**
   * A flush of some segments.
   *
   * @param segments whose batches are not on disk
   * @param sealed which must be on disk with their indexes, and with the size they were cut to
   * @param changedEpochs to be written durably, with the names in the directory; null when neither
   *     they nor the names have changed
   * @param endOffset of the log
   * @param cleanedOffset how far the log is compacted once the names are on disk
   */
  LogFlush(
      LogFiles files,
      List<Segment> segments,
      List<Segment> sealed,
      @Nullable LeaderEpochs changedEpochs,
      long endOffset,
      long cleanedOffset) {
    this.files = files;
    this.segments = List.copyOf(segments);
    this.sealed = List.copyOf(sealed);
    this.changedEpochs = changedEpochs;
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
    return segments.isEmpty() && sealed.isEmpty() && changedEpochs == null;
  }

  /** Makes the data survive a power loss. May block; from any thread. */
  public void sync() {
    for (Segment segment : segments) {
      unlessGone(segment::syncBatches);
    }
    for (Segment segment : sealed) {
      unlessGone(segment::syncBatches);
      unlessGone(segment::syncIndexes);
    }
    if (changedEpochs != null) {
      isNamingDone = syncNames(changedEpochs);
    }
  }

  private boolean syncNames(LeaderEpochs epochs) {
    Disk disk = files.disk();
    disk.syncDirectory(Disk.directoryOf(files.directory()));
    disk.syncDirectory(files.directory());
    try {
      LeaderEpochFile.write(disk, files.directory(), epochs, /* durable= */ true);
      return true;
    } catch (DiskFullException e) {
      return false;
    }
  }

  /** False when a full disk had no room for the leader epochs, which then wait for the next. */
  boolean isNamingDone() {
    return isNamingDone;
  }

  private static void unlessGone(Runnable sync) {
    try {
      sync.run();
    } catch (FileGoneException deleted) {
      // What retention has deleted meanwhile need not be on disk.
    }
  }
}
