package io.ottla.storage.log;

import io.ottla.storage.segment.SegmentList;

/** Which of a log's oldest segments may go; pure functions over the list of segments. */
final class Retention {
  private Retention() {}

  /** How many segments lie whole below the log's start. */
  static int belowStart(SegmentList list, long logStartOffset) {
    int count = 0;
    while (count + 1 < list.count() && list.baseOffset(count + 1) <= logStartOffset) {
      count++;
    }
    return count;
  }

  /**
   * How many segments, the active one included, are too old or beyond the size to be kept.
   * Completed ones without a batch, which Apache Kafka's compaction leaves, go with those behind
   * them.
   *
   * @param limitOffset segments that reach beyond it stay: the high watermark
   */
  static int expired(
      SegmentList list, LogConfig.Retention retention, long limitOffset, long nowMs) {
    if (!retention.delete()) {
      return 0;
    }
    long excess = retention.bytes() < 0 ? 0 : list.sizeInBytes() - retention.bytes();
    int expired = 0;
    for (int i = 0; i < list.count() && endOf(list, i) <= limitOffset; i++) {
      int size = list.size(i);
      if (size > 0) {
        if (excess < size && !isTooOld(list, i, retention.ms(), nowMs)) {
          break;
        }
        excess -= size;
        expired = i + 1;
      }
    }
    return expired;
  }

  private static long endOf(SegmentList list, int index) {
    return index + 1 < list.count() ? list.baseOffset(index + 1) : list.get(index).nextOffset();
  }

  private static boolean isTooOld(SegmentList list, int index, long retentionMs, long nowMs) {
    return retentionMs >= 0 && nowMs - newestMs(list, index) > retentionMs;
  }

  /**
   * When the newest record of a segment was written. As with Apache Kafka, where no record says so
   * the file does.
   */
  static long newestMs(SegmentList list, int index) {
    long largest = list.largestTimestampMs(index);
    return largest >= 0 ? largest : list.get(index).lastModifiedMs();
  }
}
