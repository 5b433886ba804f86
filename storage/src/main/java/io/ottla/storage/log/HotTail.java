package io.ottla.storage.log;

/**
 * How far back a log's end is sure to be in memory: the last megabytes that this process has
 * written. The log's loop appends; any thread asks.
 */
final class HotTail {
  private static final int BYTES = 4 << 20;

  private volatile long firstOffset;
  private long laterOffset;
  private int bytesSinceLater;

  /** Nothing before the end has been written by this process. */
  HotTail(long endOffset) {
    this.firstOffset = endOffset;
    this.laterOffset = endOffset;
  }

  /** Between one and two times the bytes stay hot: two marks follow the end. */
  void onAppend(long endOffset, int bytes) {
    bytesSinceLater += bytes;
    if (bytesSinceLater >= BYTES) {
      firstOffset = laterOffset;
      laterOffset = endOffset;
      bytesSinceLater = 0;
    }
  }

  boolean holds(long offset) {
    return offset >= firstOffset;
  }
}
