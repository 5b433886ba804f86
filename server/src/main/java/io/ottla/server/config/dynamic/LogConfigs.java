package io.ottla.server.config.dynamic;

import io.ottla.server.config.Settings;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.TopicKeys;
import io.ottla.storage.log.LogConfig;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.TimestampType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a topic's settings mean for its logs. */
public final class LogConfigs {
  private LogConfigs() {}

  /** The settings of a topic's logs, given what was set for the topic and for the broker. */
  public static LogConfig of(DynamicConfig broker, Map<String, String> overrides) {
    Settings topic = broker.settings(overrides);
    List<String> policy = topic.get(TopicKeys.CLEANUP_POLICY);
    return new LogConfig(
        new LogConfig.Roll(
            topic.get(TopicKeys.SEGMENT_BYTES),
            topic.get(TopicKeys.SEGMENT_MS),
            topic.get(TopicKeys.SEGMENT_JITTER_MS),
            topic.get(TopicKeys.SEGMENT_INDEX_BYTES),
            topic.get(TopicKeys.INDEX_INTERVAL_BYTES),
            topic.get(TopicKeys.PREALLOCATE)),
        new LogConfig.Retention(
            policy.contains("delete"),
            topic.get(TopicKeys.RETENTION_MS),
            topic.get(TopicKeys.RETENTION_BYTES),
            topic.get(TopicKeys.FILE_DELETE_DELAY_MS)),
        new LogConfig.Compaction(
            policy.contains("compact"),
            topic.get(TopicKeys.MIN_CLEANABLE_DIRTY_RATIO),
            topic.get(TopicKeys.MIN_COMPACTION_LAG_MS),
            topic.get(TopicKeys.MAX_COMPACTION_LAG_MS),
            topic.get(TopicKeys.DELETE_RETENTION_MS)),
        new LogConfig.Flush(topic.get(TopicKeys.FLUSH_MESSAGES), topic.get(TopicKeys.FLUSH_MS)),
        new LogConfig.Timestamps(
            topic.get(TopicKeys.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime")
                ? TimestampType.LOG_APPEND_TIME
                : TimestampType.CREATE_TIME,
            topic.get(TopicKeys.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
            topic.get(TopicKeys.MESSAGE_TIMESTAMP_AFTER_MAX_MS)),
        compression(topic),
        topic.get(TopicKeys.MAX_MESSAGE_BYTES));
  }

  private static LogConfig.BatchCompression compression(Settings topic) {
    return switch (topic.get(TopicKeys.COMPRESSION_TYPE)) {
      case "uncompressed" -> stored(topic, Compression.NONE, null);
      case "gzip" -> stored(topic, Compression.GZIP, TopicKeys.COMPRESSION_GZIP_LEVEL);
      case "snappy" -> stored(topic, Compression.SNAPPY, null);
      case "lz4" -> stored(topic, Compression.LZ4, TopicKeys.COMPRESSION_LZ4_LEVEL);
      case "zstd" -> stored(topic, Compression.ZSTD, TopicKeys.COMPRESSION_ZSTD_LEVEL);
      default -> LogConfig.BatchCompression.DEFAULT;
    };
  }

  private static LogConfig.BatchCompression stored(
      Settings topic, Compression target, @Nullable ConfigKey<Integer> level) {
    return new LogConfig.BatchCompression(target, level == null ? null : topic.get(level));
  }
}
