package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.DOUBLE;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** What a topic may be configured with; a key falls back to the broker key that is its default. */
public final class TopicKeys {
  static final KeyArea AREA = new KeyArea("Topics");

  public static final ConfigKey<List<String>> CLEANUP_POLICY =
      AREA.key("cleanup.policy", LIST, List.of("delete"))
          .oneOf("compact", "delete")
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_CLEANUP_POLICY)
          .doc(
              "What happens to old data: delete, compact, both, or nothing where the list is"
                  + " empty.");

  public static final ConfigKey<Integer> COMPRESSION_GZIP_LEVEL =
      AREA.key("compression.gzip.level", INT, -1)
          .accepts(new Constraint.RangeOr(new Constraint.Range(1, 9), -1))
          .clusterWide()
          .honoured()
          .orElse(LogKeys.COMPRESSION_GZIP_LEVEL)
          .doc("The level where the broker itself compresses with gzip.");

  public static final ConfigKey<Integer> COMPRESSION_LZ4_LEVEL =
      AREA.key("compression.lz4.level", INT, 9)
          .between(1, 17)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.COMPRESSION_LZ4_LEVEL)
          .doc("The level where the broker itself compresses with lz4.");

  public static final ConfigKey<String> COMPRESSION_TYPE =
      AREA.key("compression.type", STRING, "producer")
          .oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
          .clusterWide()
          .honoured()
          .orElse(LogKeys.COMPRESSION_TYPE)
          .doc("The compression of stored batches; producer leaves each batch as it came.");

  public static final ConfigKey<Integer> COMPRESSION_ZSTD_LEVEL =
      AREA.key("compression.zstd.level", INT, 3)
          .between(-131072, 22)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.COMPRESSION_ZSTD_LEVEL)
          .doc("The level where the broker itself compresses with zstd.");

  public static final ConfigKey<Long> DELETE_RETENTION_MS =
      AREA.key("delete.retention.ms", LONG, 86400000L)
          .atLeast(0)
          .clusterWide()
          .orElse(CleanerKeys.LOG_CLEANER_DELETE_RETENTION_MS)
          .honoured()
          .doc(
              "How long a tombstone stays after compaction, so that a slow reader sees the"
                  + " deletion.");

  public static final ConfigKey<Long> FILE_DELETE_DELAY_MS =
      AREA.key("file.delete.delay.ms", LONG, 60000L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_SEGMENT_DELETE_DELAY_MS)
          .doc(
              "How long a deleted segment's files stay on disk under another name before they are"
                  + " removed.");

  public static final ConfigKey<Long> FLUSH_MESSAGES =
      AREA.key("flush.messages", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .clusterWide()
          .orElse(LogKeys.LOG_FLUSH_INTERVAL_MESSAGES)
          .honoured()
          .doc("After so many records a partition is forced to disk.");

  public static final ConfigKey<Long> FLUSH_MS =
      AREA.key("flush.ms", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .orElse(LogKeys.LOG_FLUSH_INTERVAL_MS)
          .honoured()
          .doc("A record is forced to disk after at most this time.");

  public static final ConfigKey<List<String>> FOLLOWER_REPLICATION_THROTTLED_REPLICAS =
      AREA.key("follower.replication.throttled.replicas", LIST, List.of())
          .matching("\\*|\\d+:\\d+", "[partitionId]:[brokerId],[partitionId]:[brokerId],...")
          .clusterWide()
          .doc("Replicas whose fetching is throttled, as partition:broker pairs, or * for all.");

  public static final ConfigKey<Integer> INDEX_INTERVAL_BYTES =
      AREA.key("index.interval.bytes", INT, 4096)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_INDEX_INTERVAL_BYTES)
          .doc("An offset index entry is written about every so many bytes of log.");

  public static final ConfigKey<List<String>> LEADER_REPLICATION_THROTTLED_REPLICAS =
      AREA.key("leader.replication.throttled.replicas", LIST, List.of())
          .matching("\\*|\\d+:\\d+", "[partitionId]:[brokerId],[partitionId]:[brokerId],...")
          .clusterWide()
          .doc(
              "Replicas whose serving of followers is throttled, as partition:broker pairs, or *"
                  + " for all.");

  public static final ConfigKey<Long> LOCAL_RETENTION_BYTES =
      AREA.key("local.retention.bytes", LONG, -2L)
          .atLeast(-2)
          .clusterWide()
          .orElse(RemoteLogKeys.LOG_LOCAL_RETENTION_BYTES)
          .doc(
              "How many bytes of tiered segments also stay on local disk; -2 means as much as the"
                  + " whole retention.");

  public static final ConfigKey<Long> LOCAL_RETENTION_MS =
      AREA.key("local.retention.ms", LONG, -2L)
          .atLeast(-2)
          .clusterWide()
          .orElse(RemoteLogKeys.LOG_LOCAL_RETENTION_MS)
          .doc(
              "How long tiered segments also stay on local disk; -2 means as long as the whole"
                  + " retention.");

  public static final ConfigKey<Long> MAX_COMPACTION_LAG_MS =
      AREA.key("max.compaction.lag.ms", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .clusterWide()
          .orElse(CleanerKeys.LOG_CLEANER_MAX_COMPACTION_LAG_MS)
          .honoured()
          .doc("A record older than this makes the log due for compaction, whatever the ratio.");

  public static final ConfigKey<Integer> MAX_MESSAGE_BYTES =
      AREA.key("max.message.bytes", INT, 1048588)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.MESSAGE_MAX_BYTES)
          .doc("The largest record batch, as stored, that the topic takes.");

  public static final ConfigKey<Long> MESSAGE_TIMESTAMP_AFTER_MAX_MS =
      AREA.key("message.timestamp.after.max.ms", LONG, 3600000L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS)
          .doc("A record whose timestamp lies further in the future than this is refused.");

  public static final ConfigKey<Long> MESSAGE_TIMESTAMP_BEFORE_MAX_MS =
      AREA.key("message.timestamp.before.max.ms", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_MESSAGE_TIMESTAMP_BEFORE_MAX_MS)
          .doc("A record whose timestamp lies further in the past than this is refused.");

  public static final ConfigKey<String> MESSAGE_TIMESTAMP_TYPE =
      AREA.key("message.timestamp.type", STRING, "CreateTime")
          .oneOf("CreateTime", "LogAppendTime")
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_MESSAGE_TIMESTAMP_TYPE)
          .doc(
              "Whether a record keeps the time its producer gave it or gets the time of its"
                  + " append.");

  public static final ConfigKey<Double> MIN_CLEANABLE_DIRTY_RATIO =
      AREA.key("min.cleanable.dirty.ratio", DOUBLE, 0.5)
          .between(0, 1)
          .clusterWide()
          .orElse(CleanerKeys.LOG_CLEANER_MIN_CLEANABLE_RATIO)
          .honoured()
          .doc("A log is compacted once this share of it has not been compacted yet.");

  public static final ConfigKey<Long> MIN_COMPACTION_LAG_MS =
      AREA.key("min.compaction.lag.ms", LONG, 0L)
          .atLeast(0)
          .clusterWide()
          .orElse(CleanerKeys.LOG_CLEANER_MIN_COMPACTION_LAG_MS)
          .honoured()
          .doc("A record younger than this is never compacted away.");

  public static final ConfigKey<Integer> MIN_INSYNC_REPLICAS =
      AREA.key("min.insync.replicas", INT, 1)
          .atLeast(1)
          .clusterWide()
          .honoured()
          .orElse(ReplicationKeys.MIN_INSYNC_REPLICAS)
          .doc(
              "With acks=all a write is accepted only while so many replicas, the leader included,"
                  + " are in sync.");

  public static final ConfigKey<Boolean> PREALLOCATE =
      AREA.key("preallocate", BOOLEAN, false)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_PREALLOCATE)
          .doc("Whether a new segment's file gets its full size at once.");

  public static final ConfigKey<Boolean> REMOTE_LOG_COPY_DISABLE =
      AREA.key("remote.log.copy.disable", BOOLEAN, false)
          .clusterWide()
          .doc("Whether copying to remote storage is suspended.");

  public static final ConfigKey<Boolean> REMOTE_LOG_DELETE_ON_DISABLE =
      AREA.key("remote.log.delete.on.disable", BOOLEAN, false)
          .clusterWide()
          .doc("Whether remote segments go when tiered storage is turned off for the topic.");

  public static final ConfigKey<Boolean> REMOTE_STORAGE_ENABLE =
      AREA.key("remote.storage.enable", BOOLEAN, false)
          .clusterWide()
          .doc("Whether the topic's sealed segments are copied to remote storage.");

  public static final ConfigKey<Long> RETENTION_BYTES =
      AREA.key("retention.bytes", LONG, -1L)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_RETENTION_BYTES)
          .doc(
              "The oldest segments of a partition are deleted while it is larger than this; -1 sets"
                  + " no limit.");

  public static final ConfigKey<Long> RETENTION_MS =
      AREA.key("retention.ms", LONG, 604800000L)
          .atLeast(-1)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_RETENTION_MS)
          .doc(
              "Segments whose newest record is older than this are deleted; -1 keeps them for"
                  + " ever.");

  public static final ConfigKey<Integer> SEGMENT_BYTES =
      AREA.key("segment.bytes", INT, 1073741824)
          .atLeast(1048576)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_SEGMENT_BYTES)
          .doc("A segment that would grow past this many bytes is closed and a new one begun.");

  public static final ConfigKey<Integer> SEGMENT_INDEX_BYTES =
      AREA.key("segment.index.bytes", INT, 10485760)
          .atLeast(4)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_INDEX_SIZE_MAX_BYTES)
          .doc("The size at which an offset or time index is full and its segment rolls.");

  public static final ConfigKey<Long> SEGMENT_JITTER_MS =
      AREA.key("segment.jitter.ms", LONG, 0L)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_ROLL_JITTER_MS)
          .doc(
              "Up to this much is taken off segment.ms at random, so that partitions do not roll"
                  + " together.");

  public static final ConfigKey<Long> SEGMENT_MS =
      AREA.key("segment.ms", LONG, 604800000L)
          .atLeast(1)
          .clusterWide()
          .honoured()
          .orElse(LogKeys.LOG_ROLL_MS)
          .doc(
              "A segment older than this is closed although it is not full. Its first record's"
                  + " timestamp tells, or, where that has none, when it began or the broker"
                  + " started.");

  public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
      AREA.key("unclean.leader.election.enable", BOOLEAN, false)
          .clusterWide()
          .orElse(ReplicationKeys.UNCLEAN_LEADER_ELECTION_ENABLE)
          .doc(
              "Whether a replica that is not in sync may lead when no other is left, at the price"
                  + " of acknowledged records.");

  private TopicKeys() {}
}
