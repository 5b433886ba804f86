package io.ottla.storage.log;

import java.nio.file.Path;

/**
 * Spreads the ends of segments over time: each ends earlier by a time that looks random but is the
 * same whenever it is asked for.
 */
final class Jitter {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private Jitter() {}

  static long of(Path directory, long baseOffset, LogConfig.Roll roll) {
    long bound = Math.min(roll.jitterMs(), roll.segmentMs());
    if (bound <= 0) {
      return 0;
    }
    long mixed = (directory.hashCode() * 31L + baseOffset) * MIX;
    return Long.remainderUnsigned(mixed ^ (mixed >>> Integer.SIZE), bound);
  }
}
