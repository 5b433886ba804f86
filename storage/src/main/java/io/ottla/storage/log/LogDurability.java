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
  private long nameChanges = 1;
  private long syncedNameChanges;
  private long epochChanges = 1;
  private long syncedEpochChanges;
  private boolean isTouched;
  private long unflushedSinceMs = NEVER;
  private long cutOffSinceFlush = NEVER;

  /**
   * A log that was opened.
   *
   * @param isRecovered whether its files were changed by that
   */
  LogDurability(LogEnvironment environment, long recoveryPoint, boolean isRecovered) {
    this.environment = environment;
    this.recoveryPoint = recoveryPoint;
    this.isTouched = isRecovered;
  }

  /** Everything below it survives a power loss. From any thread. */
  long recoveryPoint() {
    return recoveryPoint;
  }

  /**
   * Makes recovery look at everything from the offset on. A flush under way does not count from
   * there on: it wrote what was cut off, not what may take its place.
   */
  void lowerTo(long offset) {
    isTouched = true;
    recoveryPoint = Math.min(recoveryPoint, offset);
    cutOffSinceFlush = Math.min(cutOffSinceFlush, offset);
  }

  /** Tells that a file was made, replaced or removed. */
  void onNamesChanged() {
    nameChanges++;
  }

  /** Tells that a segment begins, the file of which may be longer than its batches. */
  void onRolled() {
    isTouched = true;
    nameChanges++;
  }

  /** Tells that the file of leader epochs was replaced, or could not be. */
  void onEpochsChanged() {
    nameChanges++;
    epochChanges++;
  }

  /** Whether the end of the log may be on disk in another form than it was read or written. */
  boolean isTouched() {
    return isTouched;
  }

  /** Tells that something was appended. */
  void onAppended() {
    isTouched = true;
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
   * Prepares a flush of everything appended so far. Nothing counts before {@link #complete}: a
   * flush that is never done leaves its work to the next.
   *
   * @param cleanedOffset how far the log is compacted once its names are on disk, or nothing
   */
  LogFlush begin(
      LogFiles files,
      LogSegments segments,
      LeaderEpochs epochs,
      long logEndOffset,
      long cleanedOffset) {
    cutOffSinceFlush = NEVER;
    SegmentList list = segments.list();
    List<Segment> dirty =
        recoveryPoint >= logEndOffset
            ? List.of()
            : list.from(Math.max(0, list.floorIndex(recoveryPoint)));
    List<Segment> sealed = segments.toSync();
    boolean isNaming =
        nameChanges != syncedNameChanges
            && (!dirty.isEmpty() || !sealed.isEmpty() || cleanedOffset != LogCompaction.NOTHING);
    return new LogFlush(
        files,
        dirty,
        sealed,
        isNaming ? namesWith(epochs) : null,
        Math.min(logEndOffset, segments.indexedOffset(sealed.size())),
        isNaming ? cleanedOffset : LogCompaction.NOTHING);
  }

  private LogFlush.Names namesWith(LeaderEpochs epochs) {
    boolean isSame = epochChanges == syncedEpochChanges;
    return new LogFlush.Names(isSame ? null : epochs, nameChanges, epochChanges);
  }

  /** Takes in that a flush was done. */
  void complete(LogFlush flush, long logEndOffset) {
    long flushed = Math.min(flush.endOffset(), cutOffSinceFlush);
    recoveryPoint = Math.max(recoveryPoint, Math.min(flushed, logEndOffset));
    LogFlush.Names names = flush.syncedNames();
    if (names != null) {
      syncedNameChanges = names.changes();
      syncedEpochChanges = names.epochChanges();
    }
    unflushedSinceMs = recoveryPoint >= logEndOffset ? NEVER : environment.nowMs();
  }
}
