package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import java.util.List;

/**
 * A flush under way: prepared on the log's loop, done on any thread, and reported to the log's loop
 * by {@link PartitionLog#onFlushed}.
 */
public final class LogFlush {
  private final LogFiles files;
  private final List<Segment> segments;
  private final LeaderEpochs epochs;
  private final long endOffset;
  private final boolean hasNewFiles;

  LogFlush(
      LogFiles files,
      List<Segment> segments,
      LeaderEpochs epochs,
      long endOffset,
      boolean hasNewFiles) {
    this.files = files;
    this.segments = List.copyOf(segments);
    this.epochs = epochs;
    this.endOffset = endOffset;
    this.hasNewFiles = hasNewFiles;
  }

  /** Everything below it is on disk once {@link #sync} has returned. */
  public long endOffset() {
    return endOffset;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return segments.isEmpty();
  }

  /** Makes the data survive a power loss. May block; from any thread. */
  public void sync() {
    segments.forEach(LogFlush::syncUnlessGone);
    if (hasNewFiles) {
      Disk disk = files.disk();
      LeaderEpochFile.write(disk, files.directory(), epochs, /* durable= */ true);
    }
  }

  private static void syncUnlessGone(Segment segment) {
    try {
      segment.sync();
    } catch (FileGoneException deleted) {
      // What retention has deleted meanwhile need not be on disk.
    }
  }
}
