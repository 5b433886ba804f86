package io.ottla.storage.log;

import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import java.util.List;

/** How far a log is on disk, and when that is to change. Owned by the log's loop. */
final class LogDurability {
  private static final long NEVER = Long.MAX_VALUE;

  private final LogEnvironment environment;
  private volatile long recoveryPoint;
  private boolean hasUnsyncedNames = true;
  private long unflushedSinceMs = NEVER;

  LogDurability(LogEnvironment environment, long recoveryPoint) {
    this.environment = environment;
    this.recoveryPoint = recoveryPoint;
  }

  /** Everything below it survives a power loss. From any thread. */
  long recoveryPoint() {
    return recoveryPoint;
  }

  /** Makes recovery look at everything from the offset on. */
  void lowerTo(long offset) {
    recoveryPoint = Math.min(recoveryPoint, offset);
  }

  /** Tells that a file was made, replaced or removed. */
  void onNamesChanged() {
    hasUnsyncedNames = true;
  }

  /** Tells that something was appended. */
  void onAppended() {
    if (unflushedSinceMs == NEVER) {
      unflushedSinceMs = environment.nowMs();
    }
  }

  /** Everything below it is as durable as the settings ask for. From any thread. */
  long durableOffset(LogConfig.Flush rules, long logEndOffset) {
    long point = recoveryPoint;
    long unflushed = Math.max(0, unflushedMessages(rules) - 1);
    return logEndOffset - point <= unflushed ? logEndOffset : point + unflushed;
  }

  private long unflushedMessages(LogConfig.Flush rules) {
    return environment.policy().fsync() ? 1 : rules.messages();
  }

  /** Whether {@code flush.messages} or {@code flush.ms} asks for a flush. */
  boolean isFlushDue(LogConfig.Flush rules, long logEndOffset) {
    return logEndOffset - recoveryPoint >= unflushedMessages(rules)
        || (rules.ms() != NEVER
            && unflushedSinceMs != NEVER
            && environment.nowMs() - unflushedSinceMs >= rules.ms());
  }

  /**
   * Prepares a flush of everything appended so far.
   *
   * @param cleanedOffset how far the log is compacted once its names are on disk, or nothing
   */
  LogFlush begin(
      LogFiles files,
      LogSegments segments,
      LeaderEpochs epochs,
      long logEndOffset,
      long cleanedOffset) {
    SegmentList list = segments.list();
    List<Segment> dirty =
        recoveryPoint >= logEndOffset
            ? List.of()
            : list.from(Math.max(0, list.floorIndex(recoveryPoint)));
    boolean isNaming =
        hasUnsyncedNames && (!dirty.isEmpty() || cleanedOffset != LogCompaction.NOTHING);
    hasUnsyncedNames &= !isNaming;
    List<Segment> sealed = segments.takeUnsynced();
    return new LogFlush(
        files,
        dirty,
        sealed,
        isNaming ? epochs : null,
        Math.min(logEndOffset, segments.indexedOffset()),
        isNaming ? cleanedOffset : LogCompaction.NOTHING);
  }

  /** Takes in that a flush was done. */
  void complete(LogFlush flush, long logEndOffset) {
    recoveryPoint = Math.max(recoveryPoint, Math.min(flush.endOffset(), logEndOffset));
    hasUnsyncedNames |= !flush.isNamingDone();
    unflushedSinceMs = recoveryPoint >= logEndOffset ? NEVER : environment.nowMs();
  }
}
