package io.ottla.coordinator.group.model;

import io.ottla.wire.compress.Compression;

/** The settings of the group coordinator, with Kafka's defaults. */
public record GroupConfig(Classic classic, Consumer consumer, Offsets offsets) {
  /** Kafka's defaults. */
  public static final GroupConfig DEFAULT =
      new GroupConfig(Classic.DEFAULT, Consumer.DEFAULT, Offsets.DEFAULT);

  /**
   * Of classic groups.
   *
   * @param minSessionTimeoutMs {@code group.min.session.timeout.ms}
   * @param maxSessionTimeoutMs {@code group.max.session.timeout.ms}
   * @param maxSize {@code group.max.size}
   * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}
   * @param newMemberJoinTimeoutMs how long a JoinGroup of a new member may wait for the others
   */
  public record Classic(
      int minSessionTimeoutMs,
      int maxSessionTimeoutMs,
      int maxSize,
      int initialRebalanceDelayMs,
      int newMemberJoinTimeoutMs) {
    /** Kafka's defaults. */
    public static final Classic DEFAULT =
        new Classic(6_000, 1_800_000, Integer.MAX_VALUE, 3_000, 300_000);

    /** The same with another initial delay. */
    public Classic withInitialRebalanceDelayMs(int delayMs) {
      return new Classic(
          minSessionTimeoutMs, maxSessionTimeoutMs, maxSize, delayMs, newMemberJoinTimeoutMs);
    }

    /** The same with another limit of members. */
    public Classic withMaxSize(int newMaxSize) {
      return new Classic(
          minSessionTimeoutMs,
          maxSessionTimeoutMs,
          newMaxSize,
          initialRebalanceDelayMs,
          newMemberJoinTimeoutMs);
    }
  }

  /**
   * Of consumer groups.
   *
   * @param sessionTimeoutMs {@code group.consumer.session.timeout.ms}
   * @param heartbeatIntervalMs {@code group.consumer.heartbeat.interval.ms}
   * @param assignmentIntervalMs {@code group.consumer.assignment.interval.ms}
   * @param maxSize {@code group.consumer.max.size}; not to be set for single groups
   * @param migration {@code group.consumer.migration.policy}; not to be set for single groups
   */
  public record Consumer(
      int sessionTimeoutMs,
      int heartbeatIntervalMs,
      int assignmentIntervalMs,
      int maxSize,
      MigrationPolicy migration) {
    /** Kafka's defaults. */
    public static final Consumer DEFAULT =
        new Consumer(45_000, 5_000, 1_000, Integer.MAX_VALUE, MigrationPolicy.BIDIRECTIONAL);

    /** The same with another policy. */
    public Consumer with(MigrationPolicy policy) {
      return new Consumer(
          sessionTimeoutMs, heartbeatIntervalMs, assignmentIntervalMs, maxSize, policy);
    }

    /** The same with another least time between two assignments. */
    public Consumer withAssignmentIntervalMs(int intervalMs) {
      return new Consumer(sessionTimeoutMs, heartbeatIntervalMs, intervalMs, maxSize, migration);
    }
  }

  /**
   * Of committed offsets and the topic that holds them.
   *
   * @param partitionCount {@code offsets.topic.num.partitions}; counts as long as the topic does
   *     not exist
   * @param retentionMs {@code offsets.retention.minutes} in ms
   * @param retentionCheckIntervalMs {@code offsets.retention.check.interval.ms}
   * @param metadataMaxBytes {@code offset.metadata.max.bytes}
   * @param commitTimeoutMs {@code offsets.commit.timeout.ms}
   * @param loadBufferBytes {@code offsets.load.buffer.size}
   * @param maxBatchBytes the size from which independent records are split into batches
   * @param compression {@code offsets.topic.compression.codec}
   */
  public record Offsets(
      int partitionCount,
      long retentionMs,
      long retentionCheckIntervalMs,
      int metadataMaxBytes,
      int commitTimeoutMs,
      int loadBufferBytes,
      int maxBatchBytes,
      Compression compression) {
    /** Kafka's defaults. */
    public static final Offsets DEFAULT =
        new Offsets(
            50, 10_080L * 60_000, 600_000, 4_096, 5_000, 5_242_880, 512 * 1024, Compression.NONE);
  }

  /** The same with other settings of classic groups. */
  public GroupConfig withClassic(Classic newClassic) {
    return new GroupConfig(newClassic, consumer, offsets);
  }

  /** The same with other settings of consumer groups. */
  public GroupConfig withConsumer(Consumer newConsumer) {
    return new GroupConfig(classic, newConsumer, offsets);
  }
}
