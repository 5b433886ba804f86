package io.ottla.storage.log;

import io.ottla.runtime.Invariant;

/**
 * Where a log stands: {@code start ≤ last stable ≤ high watermark ≤ end}. Moved by the log's loop
 * alone, read by any thread.
 */
final class LogBounds {
  private volatile long start;
  private volatile long end;
  private volatile long highWatermark;
  private volatile long lastStable;

  /** The bounds of a log that was opened; what is not in it is not replicated either. */
  LogBounds(long start, long end, long highWatermark, long firstUnstable) {
    Invariant.check(start <= end, "log start at or below end", start, end);
    this.start = start;
    this.end = end;
    onHighWatermark(Math.min(Math.max(highWatermark, start), end), firstUnstable);
  }

  /** The offset of the oldest record that may be read. */
  long start() {
    return start;
  }

  /** The offset of the next record to be appended. */
  long end() {
    return end;
  }

  /** Everything below it is replicated. */
  long highWatermark() {
    return highWatermark;
  }

  /** Everything below it is replicated and belongs to no open transaction. */
  long lastStable() {
    return lastStable;
  }

  /** Whether a reader may ask for the offset: a record, or the next one. */
  boolean contain(long offset) {
    return offset >= start && offset <= end;
  }

  /** Takes in how far the log is replicated. */
  void onHighWatermark(long offset, long firstUnstable) {
    highWatermark = offset;
    onUnstable(firstUnstable);
  }

  /**
   * Takes in where the first open transaction, or one whose end is not replicated, begins. It may
   * be below the log's start: a transaction stays open when its records are deleted.
   */
  void onUnstable(long firstUnstable) {
    lastStable = Math.min(highWatermark, Math.max(firstUnstable, start));
  }

  /** Something was appended. */
  void endAt(long offset) {
    Invariant.check(offset >= start, "log end at or above start", offset, start);
    end = offset;
  }

  /** Something was removed at the start. */
  void startAt(long offset) {
    Invariant.check(offset <= end, "log start at or below end", offset, end);
    start = offset;
  }

  /** Something was cut off at the end, perhaps all. */
  void cutOffAt(long offset) {
    end = offset;
    start = Math.min(start, offset);
  }

  /** Everything was removed. */
  void restartAt(long offset) {
    start = offset;
    end = offset;
  }
}
