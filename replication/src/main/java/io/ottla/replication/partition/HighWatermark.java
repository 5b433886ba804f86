package io.ottla.replication.partition;

/** The rule of the high watermark. */
final class HighWatermark {
  private HighWatermark() {}

  /** The smallest end of all in-sync replicas, and never less than before. */
  static long next(long current, long[] isrEndOffsets) {
    long smallest = Long.MAX_VALUE;
    for (long end : isrEndOffsets) {
      smallest = Math.min(smallest, end);
    }
    return isrEndOffsets.length == 0 ? current : Math.max(current, smallest);
  }
}
