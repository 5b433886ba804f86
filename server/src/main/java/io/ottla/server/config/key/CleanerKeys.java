package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.DOUBLE;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LONG;

/** Compaction. */
public final class CleanerKeys {
  static final KeyArea AREA = new KeyArea("Compaction");

  public static final ConfigKey<Boolean> LOG_CLEANER_ENABLE =
      AREA.key("log.cleaner.enable", BOOLEAN, true)
          .honoured()
          .doc(
              "Whether compaction runs at all; compacted topics, the offsets topic among them, grow"
                  + " without bound otherwise.");

  public static final ConfigKey<Integer> LOG_CLEANER_THREADS =
      AREA.key("log.cleaner.threads", INT, 1)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("Threads that compact.");

  public static final ConfigKey<Long> LOG_CLEANER_BACKOFF_MS =
      AREA.key("log.cleaner.backoff.ms", LONG, 15000L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("How long the cleaner rests when no log needs it.");

  public static final ConfigKey<Long> LOG_CLEANER_DEDUPE_BUFFER_SIZE =
      AREA.key("log.cleaner.dedupe.buffer.size", LONG, 134217728L)
          .clusterWide()
          .honoured()
          .doc("Memory in bytes for the map of newest offsets per key, over all threads.");

  public static final ConfigKey<Integer> LOG_CLEANER_IO_BUFFER_SIZE =
      AREA.key("log.cleaner.io.buffer.size", INT, 524288)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc(
              "Memory in bytes to read into while compacting, over all threads; a larger batch gets"
                  + " what it needs.");

  public static final ConfigKey<Double> LOG_CLEANER_IO_BUFFER_LOAD_FACTOR =
      AREA.key("log.cleaner.io.buffer.load.factor", DOUBLE, 0.9)
          .clusterWide()
          .honoured()
          .doc(
              "How full the map of newest offsets may get; fuller compacts more at a time and"
                  + " collides more.");

  public static final ConfigKey<Double> LOG_CLEANER_IO_MAX_BYTES_PER_SECOND =
      AREA.key("log.cleaner.io.max.bytes.per.second", DOUBLE, Double.MAX_VALUE)
          .clusterWide()
          .honoured()
          .doc("The cleaner's reads and writes together stay below this rate.");

  public static final ConfigKey<Double> LOG_CLEANER_MIN_CLEANABLE_RATIO =
      AREA.key("log.cleaner.min.cleanable.ratio", DOUBLE, 0.5)
          .between(0, 1)
          .clusterWide()
          .honoured()
          .doc("A log is compacted once this share of it has not been compacted yet.");

  public static final ConfigKey<Long> LOG_CLEANER_DELETE_RETENTION_MS =
      AREA.key("log.cleaner.delete.retention.ms", LONG, 86400000L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc(
              "How long a tombstone stays after compaction, so that a slow reader sees the"
                  + " deletion.");

  public static final ConfigKey<Long> LOG_CLEANER_MIN_COMPACTION_LAG_MS =
      AREA.key("log.cleaner.min.compaction.lag.ms", LONG, 0L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("A record younger than this is never compacted away.");

  public static final ConfigKey<Long> LOG_CLEANER_MAX_COMPACTION_LAG_MS =
      AREA.key("log.cleaner.max.compaction.lag.ms", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .clusterWide()
          .honoured()
          .doc("A record older than this makes its log due for compaction, whatever the ratio.");

  private CleanerKeys() {}
}
