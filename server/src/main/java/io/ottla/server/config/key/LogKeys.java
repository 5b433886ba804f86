package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Partition logs: where they live, when they roll, how long they stay. */
public final class LogKeys {
  static final KeyArea AREA =
      new KeyArea("Partition logs: where they live, when they roll, how long they stay");

  public static final ConfigKey<List<String>> LOG_DIR =
      AREA.key("log.dir", LIST, List.of("/tmp/kafka-logs"))
          .high()
          .honoured()
          .doc("The data directory, used where log.dirs is not set.");

  public static final ConfigKey<List<String>> LOG_DIRS =
      AREA.key("log.dirs", LIST)
          .high()
          .honoured()
          .doc(
              "The data directories, separated by commas; a new partition goes to the one with the"
                  + " fewest.");

  public static final ConfigKey<Long> LOG_DIR_FAILURE_TIMEOUT_MS =
      AREA.key("log.dir.failure.timeout.ms", LONG, 30000L)
          .atLeast(1)
          .low()
          .doc(
              "How long a broker waits for the controller to hear about a failed directory before"
                  + " it stops.");

  public static final ConfigKey<List<String>> CORDONED_LOG_DIRS =
      AREA.key("cordoned.log.dirs", LIST, List.of())
          .perBroker()
          .doc("Data directories that take no new partitions.");

  public static final ConfigKey<Integer> LOG_SEGMENT_BYTES =
      AREA.key("log.segment.bytes", INT, 1073741824)
          .atLeast(1048576)
          .high()
          .clusterWide()
          .honoured()
          .doc("A segment that would grow past this many bytes is closed and a new one begun.");

  public static final ConfigKey<Long> LOG_SEGMENT_DELETE_DELAY_MS =
      AREA.key("log.segment.delete.delay.ms", LONG, 60000L)
          .atLeast(0)
          .high()
          .clusterWide()
          .honoured()
          .doc(
              "How long a deleted segment's files stay on disk under another name before they are"
                  + " removed.");

  public static final ConfigKey<Integer> LOG_ROLL_HOURS =
      AREA.key("log.roll.hours", INT, 168)
          .atLeast(1)
          .high()
          .honoured()
          .doc("As log.roll.ms, in hours.");

  public static final ConfigKey<Long> LOG_ROLL_MS =
      AREA.key("log.roll.ms", LONG)
          .high()
          .clusterWide()
          .honoured()
          .orElse(LOG_ROLL_HOURS, 3600000)
          .doc(
              "A segment older than this is closed although it is not full; wins over"
                  + " log.roll.hours.");

  public static final ConfigKey<Integer> LOG_ROLL_JITTER_HOURS =
      AREA.key("log.roll.jitter.hours", INT, 0)
          .atLeast(0)
          .high()
          .honoured()
          .doc("As log.roll.jitter.ms, in hours.");

  public static final ConfigKey<Long> LOG_ROLL_JITTER_MS =
      AREA.key("log.roll.jitter.ms", LONG)
          .high()
          .clusterWide()
          .honoured()
          .orElse(LOG_ROLL_JITTER_HOURS, 3600000)
          .doc(
              "Up to this much is taken off the roll time at random, so that partitions do not roll"
                  + " together; wins over log.roll.jitter.hours.");

  public static final ConfigKey<Integer> LOG_RETENTION_HOURS =
      AREA.key("log.retention.hours", INT, 168)
          .high()
          .honoured()
          .doc("As log.retention.ms, in hours.");

  public static final ConfigKey<Integer> LOG_RETENTION_MINUTES =
      AREA.key("log.retention.minutes", INT)
          .high()
          .honoured()
          .orElse(LOG_RETENTION_HOURS, 60)
          .doc("As log.retention.ms, in minutes; wins over log.retention.hours.");

  public static final ConfigKey<Long> LOG_RETENTION_MS =
      AREA.key("log.retention.ms", LONG)
          .high()
          .clusterWide()
          .honoured()
          .orElse(LOG_RETENTION_MINUTES, 60000)
          .orElse(LOG_RETENTION_HOURS, 3600000)
          .doc(
              "Segments whose newest record is older than this are deleted; -1 keeps them for ever."
                  + " Wins over log.retention.minutes.");

  public static final ConfigKey<Long> LOG_RETENTION_BYTES =
      AREA.key("log.retention.bytes", LONG, -1L)
          .high()
          .clusterWide()
          .honoured()
          .doc(
              "The oldest segments of a partition are deleted while it is larger than this; -1 sets"
                  + " no limit.");

  public static final ConfigKey<Long> LOG_RETENTION_CHECK_INTERVAL_MS =
      AREA.key("log.retention.check.interval.ms", LONG, 300000L)
          .atLeast(1)
          .honoured()
          .doc("How often segments are examined for deletion.");

  public static final ConfigKey<List<String>> LOG_CLEANUP_POLICY =
      AREA.key("log.cleanup.policy", LIST, List.of("delete"))
          .oneOf("compact", "delete")
          .clusterWide()
          .honoured()
          .doc(
              "What happens to old data of a topic: delete, compact, both, or nothing where the"
                  + " list is empty.");

  public static final ConfigKey<Integer> LOG_INDEX_INTERVAL_BYTES =
      AREA.key("log.index.interval.bytes", INT, 4096)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("An offset index entry is written about every so many bytes of log.");

  public static final ConfigKey<Integer> LOG_INDEX_SIZE_MAX_BYTES =
      AREA.key("log.index.size.max.bytes", INT, 10485760)
          .atLeast(4)
          .clusterWide()
          .honoured()
          .doc("The size at which an offset or time index is full and its segment rolls.");

  public static final ConfigKey<Boolean> LOG_PREALLOCATE =
      AREA.key("log.preallocate", BOOLEAN, false)
          .clusterWide()
          .honoured()
          .doc("Whether a new segment's file gets its full size at once.");

  public static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MESSAGES =
      AREA.key("log.flush.interval.messages", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .high()
          .clusterWide()
          .honoured()
          .doc("After so many records a partition is forced to disk.");

  public static final ConfigKey<Long> LOG_FLUSH_SCHEDULER_INTERVAL_MS =
      AREA.key("log.flush.scheduler.interval.ms", LONG, Long.MAX_VALUE)
          .high()
          .honoured()
          .doc(
              "How often logs are looked at for a flush that flush.ms makes due. Unset, each second"
                  + " (Apache Kafka: once, after the start, so that flush.ms has no effect).");

  public static final ConfigKey<Long> LOG_FLUSH_INTERVAL_MS =
      AREA.key("log.flush.interval.ms", LONG)
          .high()
          .clusterWide()
          .orElse(LOG_FLUSH_SCHEDULER_INTERVAL_MS)
          .honoured()
          .doc(
              "A record is forced to disk after at most this time; unset,"
                  + " log.flush.scheduler.interval.ms counts.");

  public static final ConfigKey<Integer> LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS =
      AREA.key("log.flush.offset.checkpoint.interval.ms", INT, 60000)
          .atLeast(0)
          .high()
          .honoured()
          .doc(
              "How often the point up to which logs are known to be on disk is written down;"
                  + " recovery starts there. All such points are, at the shortest of the"
                  + " intervals.");

  public static final ConfigKey<Integer> LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS =
      AREA.key("log.flush.start.offset.checkpoint.interval.ms", INT, 60000)
          .atLeast(0)
          .high()
          .honoured()
          .doc("How often the start offsets of logs are written down.");

  public static final ConfigKey<String> LOG_MESSAGE_TIMESTAMP_TYPE =
      AREA.key("log.message.timestamp.type", STRING, "CreateTime")
          .oneOf("CreateTime", "LogAppendTime")
          .clusterWide()
          .honoured()
          .doc(
              "Whether a record keeps the time its producer gave it or gets the time of its"
                  + " append.");

  public static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
      AREA.key("log.message.timestamp.before.max.ms", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("A record whose timestamp lies further in the past than this is refused.");

  public static final ConfigKey<Long> LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS =
      AREA.key("log.message.timestamp.after.max.ms", LONG, 3600000L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("A record whose timestamp lies further in the future than this is refused.");

  public static final ConfigKey<Integer> MESSAGE_MAX_BYTES =
      AREA.key("message.max.bytes", INT, 1048588)
          .atLeast(0)
          .high()
          .clusterWide()
          .honoured()
          .doc("The largest record batch, as stored, that a topic takes.");

  public static final ConfigKey<String> COMPRESSION_TYPE =
      AREA.key("compression.type", STRING, "producer")
          .oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
          .high()
          .clusterWide()
          .honoured()
          .doc("The compression of stored batches; producer leaves each batch as it came.");

  public static final ConfigKey<Integer> COMPRESSION_GZIP_LEVEL =
      AREA.key("compression.gzip.level", INT, -1)
          .accepts(new Constraint.RangeOr(new Constraint.Range(1, 9), -1))
          .clusterWide()
          .honoured()
          .doc("The level where the broker itself compresses with gzip.");

  public static final ConfigKey<Integer> COMPRESSION_LZ4_LEVEL =
      AREA.key("compression.lz4.level", INT, 9)
          .between(1, 17)
          .clusterWide()
          .honoured()
          .doc("The level where the broker itself compresses with lz4.");

  public static final ConfigKey<Integer> COMPRESSION_ZSTD_LEVEL =
      AREA.key("compression.zstd.level", INT, 3)
          .between(-131072, 22)
          .clusterWide()
          .honoured()
          .doc("The level where the broker itself compresses with zstd.");

  public static final ConfigKey<Integer> NUM_RECOVERY_THREADS_PER_DATA_DIR =
      AREA.key("num.recovery.threads.per.data.dir", INT, 2)
          .atLeast(1)
          .high()
          .clusterWide()
          .honoured()
          .doc("Threads for each data directory that check logs after a crash.");

  public static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_MS =
      AREA.key("producer.id.expiration.ms", INT, 86400000)
          .atLeast(1)
          .low()
          .clusterWide()
          .honoured()
          .doc(
              "The sequence state of an idempotent producer is forgotten after so long without a"
                  + " write.");

  public static final ConfigKey<Integer> BACKGROUND_THREADS =
      AREA.key("background.threads", INT, 10)
          .atLeast(1)
          .high()
          .clusterWide()
          .doc("Threads for work off the request path.");

  private LogKeys() {}
}
