package io.ottla.server.config;

import io.ottla.server.config.key.GroupKeys;
import java.util.concurrent.TimeUnit;

/** How groups are coordinated and how their offsets are kept. */
public record GroupCoordinatorConfig(
    int initialRebalanceDelayMs,
    int minSessionTimeoutMs,
    int maxSessionTimeoutMs,
    int maxGroupSize,
    ConsumerProtocol consumerProtocol,
    int offsetMetadataMaxBytes,
    int offsetsCommitTimeoutMs,
    long offsetsRetentionMs,
    long offsetsRetentionCheckIntervalMs,
    InternalTopicConfig offsetsTopic) {
  /** What holds for groups of the newer protocol (KIP-848). */
  public record ConsumerProtocol(
      int sessionTimeoutMs,
      int heartbeatIntervalMs,
      int assignmentIntervalMs,
      int maxGroupSize,
      String migrationPolicy) {}

  static GroupCoordinatorConfig from(Settings settings) {
    return new GroupCoordinatorConfig(
        settings.get(GroupKeys.GROUP_INITIAL_REBALANCE_DELAY_MS),
        settings.get(GroupKeys.GROUP_MIN_SESSION_TIMEOUT_MS),
        settings.get(GroupKeys.GROUP_MAX_SESSION_TIMEOUT_MS),
        settings.get(GroupKeys.GROUP_MAX_SIZE),
        new ConsumerProtocol(
            settings.get(GroupKeys.GROUP_CONSUMER_SESSION_TIMEOUT_MS),
            settings.get(GroupKeys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS),
            settings.get(GroupKeys.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS),
            settings.get(GroupKeys.GROUP_CONSUMER_MAX_SIZE),
            settings.get(GroupKeys.GROUP_CONSUMER_MIGRATION_POLICY)),
        settings.get(GroupKeys.OFFSET_METADATA_MAX_BYTES),
        settings.get(GroupKeys.OFFSETS_COMMIT_TIMEOUT_MS),
        TimeUnit.MINUTES.toMillis(settings.get(GroupKeys.OFFSETS_RETENTION_MINUTES)),
        settings.get(GroupKeys.OFFSETS_RETENTION_CHECK_INTERVAL_MS),
        new InternalTopicConfig(
            settings.get(GroupKeys.OFFSETS_TOPIC_NUM_PARTITIONS),
            settings.get(GroupKeys.OFFSETS_TOPIC_REPLICATION_FACTOR),
            settings.get(GroupKeys.OFFSETS_TOPIC_SEGMENT_BYTES)));
  }
}
