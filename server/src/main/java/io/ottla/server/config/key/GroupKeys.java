package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.SHORT;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Consumer groups and their offsets. */
public final class GroupKeys {
  static final KeyArea AREA = new KeyArea("Consumer groups and their offsets");

  public static final ConfigKey<Integer> GROUP_INITIAL_REBALANCE_DELAY_MS =
      AREA.key("group.initial.rebalance.delay.ms", INT, 3000)
          .honoured()
          .doc("How long the first rebalance of an empty classic group waits for more members.");

  public static final ConfigKey<Integer> GROUP_MIN_SESSION_TIMEOUT_MS =
      AREA.key("group.min.session.timeout.ms", INT, 6000)
          .honoured()
          .doc("The shortest session timeout a classic member may ask for.");

  public static final ConfigKey<Integer> GROUP_MAX_SESSION_TIMEOUT_MS =
      AREA.key("group.max.session.timeout.ms", INT, 1800000)
          .honoured()
          .doc("The longest session timeout a classic member may ask for.");

  public static final ConfigKey<Integer> GROUP_MAX_SIZE =
      AREA.key("group.max.size", INT, Integer.MAX_VALUE)
          .atLeast(1)
          .honoured()
          .doc("Members that a classic group may have.");

  public static final ConfigKey<List<String>> GROUP_COORDINATOR_REBALANCE_PROTOCOLS =
      AREA.key(
              "group.coordinator.rebalance.protocols",
              LIST,
              List.of("classic", "consumer", "streams"))
          .oneOf("consumer", "classic", "share", "streams")
          .doc("The group protocols that are served.");

  public static final ConfigKey<Integer> GROUP_COORDINATOR_THREADS =
      AREA.key("group.coordinator.threads", INT, 4)
          .atLeast(1)
          .high()
          .doc("Threads that run group coordinators.");

  public static final ConfigKey<Integer> GROUP_COORDINATOR_BACKGROUND_THREADS =
      AREA.key("group.coordinator.background.threads", INT, 2)
          .atLeast(1)
          .high()
          .doc("Threads for assignments and regular expressions.");

  public static final ConfigKey<Integer> GROUP_COORDINATOR_APPEND_LINGER_MS =
      AREA.key("group.coordinator.append.linger.ms", INT, -1)
          .atLeast(-1)
          .doc("How long coordinator writes are gathered into one; -1 adapts, 0 does not wait.");

  public static final ConfigKey<Integer> GROUP_COORDINATOR_CACHED_BUFFER_MAX_BYTES =
      AREA.key("group.coordinator.cached.buffer.max.bytes", INT, 1048588)
          .atLeast(524288)
          .clusterWide()
          .doc("The largest write buffer a coordinator keeps for reuse.");

  public static final ConfigKey<List<String>> GROUP_CONSUMER_ASSIGNORS =
      AREA.key("group.consumer.assignors", LIST, List.of("uniform", "range"))
          .doc("The server-side assignors, the default first.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.consumer.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("The least time between two assignments of a consumer group.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.consumer.min.assignment.interval.ms", INT, 0)
          .atLeast(0)
          .honoured()
          .doc("The smallest assignment interval a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.consumer.max.assignment.interval.ms", INT, 15000)
          .atLeast(0)
          .honoured()
          .doc("The largest assignment interval a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.consumer.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .honoured()
          .doc("How often members of the consumer protocol are told to send heartbeats.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.consumer.min.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .honoured()
          .doc("The smallest heartbeat interval a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.consumer.max.heartbeat.interval.ms", INT, 15000)
          .atLeast(1)
          .honoured()
          .doc("The largest heartbeat interval a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_SESSION_TIMEOUT_MS =
      AREA.key("group.consumer.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .honoured()
          .doc("A member of the consumer protocol that is silent for so long is removed.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS =
      AREA.key("group.consumer.min.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .honoured()
          .doc("The smallest session timeout a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS =
      AREA.key("group.consumer.max.session.timeout.ms", INT, 60000)
          .atLeast(1)
          .honoured()
          .doc("The largest session timeout a group may be configured with.");

  public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SIZE =
      AREA.key("group.consumer.max.size", INT, Integer.MAX_VALUE)
          .atLeast(1)
          .honoured()
          .doc("Members that a group of the consumer protocol may have.");

  public static final ConfigKey<String> GROUP_CONSUMER_MIGRATION_POLICY =
      AREA.key("group.consumer.migration.policy", STRING, "bidirectional")
          .oneOfIgnoringCase("DISABLED", "DOWNGRADE", "UPGRADE", "BIDIRECTIONAL")
          .honoured()
          .doc(
              "Which way groups may move between the classic and the consumer protocol while they"
                  + " have members.");

  public static final ConfigKey<Integer> OFFSET_METADATA_MAX_BYTES =
      AREA.key("offset.metadata.max.bytes", INT, 4096)
          .high()
          .honoured()
          .doc("The longest metadata text of a committed offset.");

  public static final ConfigKey<Integer> OFFSETS_COMMIT_TIMEOUT_MS =
      AREA.key("offsets.commit.timeout.ms", INT, 5000)
          .atLeast(1)
          .high()
          .honoured()
          .doc("How long an offset commit may wait for replication.");

  public static final ConfigKey<Integer> OFFSETS_LOAD_BUFFER_SIZE =
      AREA.key("offsets.load.buffer.size", INT, 5242880)
          .atLeast(1)
          .high()
          .doc("Bytes read at a time while a coordinator loads.");

  public static final ConfigKey<Long> OFFSETS_RETENTION_CHECK_INTERVAL_MS =
      AREA.key("offsets.retention.check.interval.ms", LONG, 600000L)
          .atLeast(1)
          .high()
          .honoured()
          .doc("How often expired offsets are looked for.");

  public static final ConfigKey<Integer> OFFSETS_RETENTION_MINUTES =
      AREA.key("offsets.retention.minutes", INT, 10080)
          .atLeast(1)
          .high()
          .honoured()
          .doc(
              "Offsets of an empty group, or of a topic no longer subscribed, expire after so"
                  + " long.");

  public static final ConfigKey<Integer> OFFSETS_TOPIC_COMPRESSION_CODEC =
      AREA.key("offsets.topic.compression.codec", INT, 0)
          .high()
          .doc("Compression of the offsets topic, by the codec's number.");

  public static final ConfigKey<Integer> OFFSETS_TOPIC_NUM_PARTITIONS =
      AREA.key("offsets.topic.num.partitions", INT, 50)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Partitions of the offsets topic; must not change once it exists.");

  public static final ConfigKey<Short> OFFSETS_TOPIC_REPLICATION_FACTOR =
      AREA.key("offsets.topic.replication.factor", SHORT, (short) 3)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Replicas of the offsets topic.");

  public static final ConfigKey<Integer> OFFSETS_TOPIC_SEGMENT_BYTES =
      AREA.key("offsets.topic.segment.bytes", INT, 104857600)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Segment size of the offsets topic.");

  private GroupKeys() {}
}
