package io.ottla.storage.log;

import io.ottla.storage.segment.Segment;

/** Whether a batch begins a new segment; a pure function. */
final class RollRule {
  private RollRule() {}

  /**
   * The rules of {@code segment.bytes}, {@code segment.ms} and {@code segment.index.bytes}.
   *
   * @param ageMs of the active segment, by {@link LogSegments#activeAgeMs}
   * @param jitterMs how much earlier than {@code segment.ms} this segment ends
   */
  static boolean isDue(
      Segment active, AppendSpan appended, LogConfig.Roll roll, long ageMs, long jitterMs) {
    long lastOffset = appended.lastOffset();
    if (active.size() == 0) {
      return !active.canHold(lastOffset);
    }
    return active.size() > roll.segmentBytes() - appended.bytes().remaining()
        || ageMs > roll.segmentMs() - jitterMs
        || active.isIndexFull(roll.indexBytes())
        || !active.canHold(lastOffset);
  }
}
