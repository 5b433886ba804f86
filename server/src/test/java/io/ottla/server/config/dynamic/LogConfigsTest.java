package io.ottla.server.config.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.storage.log.LogConfig;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.TimestampType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogConfigsTest {
  private static final DynamicConfig BROKER =
      DynamicConfig.of(BrokerConfig.parse(BrokerConfig.builtIn()).get());

  @Test
  void withoutSettingsTheDefaultsAreTheLogsOwn() {
    assertThat(LogConfigs.of(BROKER, Map.of())).isEqualTo(LogConfig.DEFAULT);
  }

  @Test
  void everySettingOfATopicReachesItsLogs() {
    LogConfig config =
        LogConfigs.of(
            BROKER,
            Map.ofEntries(
                Map.entry("segment.bytes", "1048576"),
                Map.entry("segment.ms", "2"),
                Map.entry("segment.jitter.ms", "3"),
                Map.entry("segment.index.bytes", "4"),
                Map.entry("index.interval.bytes", "5"),
                Map.entry("preallocate", "true"),
                Map.entry("cleanup.policy", "compact"),
                Map.entry("retention.ms", "6"),
                Map.entry("retention.bytes", "7"),
                Map.entry("file.delete.delay.ms", "8"),
                Map.entry("min.cleanable.dirty.ratio", "0.25"),
                Map.entry("min.compaction.lag.ms", "9"),
                Map.entry("max.compaction.lag.ms", "10"),
                Map.entry("delete.retention.ms", "11"),
                Map.entry("flush.messages", "12"),
                Map.entry("flush.ms", "13"),
                Map.entry("message.timestamp.type", "LogAppendTime"),
                Map.entry("message.timestamp.before.max.ms", "14"),
                Map.entry("message.timestamp.after.max.ms", "15"),
                Map.entry("compression.type", "zstd"),
                Map.entry("compression.zstd.level", "16"),
                Map.entry("max.message.bytes", "17")));

    assertThat(config)
        .isEqualTo(
            new LogConfig(
                new LogConfig.Roll(1_048_576, 2, 3, 4, 5, true),
                new LogConfig.Retention(false, 6, 7, 8),
                new LogConfig.Compaction(true, 0.25, 9, 10, 11),
                new LogConfig.Flush(12, 13),
                new LogConfig.Timestamps(TimestampType.LOG_APPEND_TIME, 14, 15),
                new LogConfig.BatchCompression(Compression.ZSTD, 16),
                17));
  }

  @Test
  void theBrokersSettingsAreTheTopicsDefaults() {
    DynamicConfig broker = BROKER.withClusterDefaults(Map.of("log.retention.ms", "99"));

    assertThat(LogConfigs.of(broker, Map.of()).retention().ms()).isEqualTo(99);
  }

  @Test
  void compressionNamesMapToCodecs() {
    assertThat(compression("producer")).isEqualTo(LogConfig.BatchCompression.DEFAULT);
    assertThat(compression("uncompressed").target()).isEqualTo(Compression.NONE);
    assertThat(compression("gzip").level()).isEqualTo(-1);
    assertThat(compression("lz4").level()).isEqualTo(9);
    assertThat(compression("snappy").level()).isNull();
  }

  private static LogConfig.BatchCompression compression(String type) {
    return LogConfigs.of(BROKER, Map.of("compression.type", type)).compression();
  }
}
