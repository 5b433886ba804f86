package io.ottla.storage.log;

import io.ottla.storage.segment.Segment;

/** Whether a batch begins a new segment; a pure function. */
final class RollRule {
  private RollRule() {}

  /**
   * The rules of {@code segment.bytes}, {@code segment.ms} and {@code segment.index.bytes}.
   *
   * @param sizeInBytes of what is to be appended
   * @param maxTimestampMs of what is to be appended
   * @param jitterMs how much earlier than {@code segment.ms} this segment ends
   */
  static boolean isDue(
      Segment active,
      LogConfig.Roll roll,
      int sizeInBytes,
      long maxTimestampMs,
      long lastOffset,
      long jitterMs) {
    if (active.size() == 0) {
      return !active.canHold(lastOffset);
    }
    long begunMs = active.firstTimestamp();
    long ageMs = begunMs < 0 ? 0 : maxTimestampMs - begunMs; // a record may have no timestamp
    return active.size() > roll.segmentBytes() - sizeInBytes
        || ageMs > roll.segmentMs() - jitterMs
        || active.isIndexFull(roll.indexBytes())
        || !active.canHold(lastOffset);
  }
}
