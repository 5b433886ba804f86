package io.ottla.storage.verify;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.verify.Report.Trust;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a log directory say of one of its logs.
 *
 * @param isClean whether the broker was stopped in order and has not run since
 * @param knowsCleaner whether the checkpoint of the cleaner is there: a log that it does not name
 *     was not compacted
 * @param saved what the checkpoints say of the log
 */
public record LogState(boolean isClean, boolean knowsCleaner, Map<OffsetCheckpoint, Saved> saved) {
  /** Nothing is known. */
  public static final LogState UNKNOWN = new LogState(false, false, Map.of());

  /** Copies the map. */
  public LogState {
    saved = Map.copyOf(saved);
  }

  /** An offset, and where it is written. */
  public record Saved(Path file, long position, long offset) {}

  /** The offset that a checkpoint has for the log; 0 when it has none. */
  long offset(OffsetCheckpoint checkpoint) {
    Saved found = saved.get(checkpoint);
    return found == null ? 0 : found.offset();
  }

  /** How far the indexes of a segment are known to be complete; a start rebuilds the others. */
  Trust trustOfSegment(@Nullable Long nextBaseOffset) {
    if (isClean
        || (nextBaseOffset != null && nextBaseOffset < offset(OffsetCheckpoint.RECOVERY_POINT))) {
      return Trust.VOUCHED;
    }
    return nextBaseOffset == null ? Trust.OPEN : Trust.COMPLETED;
  }

  /** How far the small files of the log are known to be complete: the first flush syncs them. */
  Trust trustOfLog() {
    return isClean || offset(OffsetCheckpoint.RECOVERY_POINT) > 0 ? Trust.VOUCHED : Trust.OPEN;
  }
}
