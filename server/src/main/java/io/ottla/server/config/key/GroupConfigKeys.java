package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.STRING;

/** What a group may be configured with; a key falls back to the broker key that is its default. */
public final class GroupConfigKeys {
  static final KeyArea AREA = new KeyArea("Groups");

  public static final ConfigKey<Integer> CONSUMER_ASSIGNMENT_INTERVAL_MS =
      AREA.key("consumer.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .orElse(GroupKeys.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS)
          .honoured()
          .doc("The least time between two assignments of this group.");

  public static final ConfigKey<Integer> CONSUMER_HEARTBEAT_INTERVAL_MS =
      AREA.key("consumer.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .clusterWide()
          .orElse(GroupKeys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS)
          .honoured()
          .doc("How often members are told to send heartbeats.");

  public static final ConfigKey<Integer> CONSUMER_SESSION_TIMEOUT_MS =
      AREA.key("consumer.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .clusterWide()
          .orElse(GroupKeys.GROUP_CONSUMER_SESSION_TIMEOUT_MS)
          .honoured()
          .doc("A member that is silent for so long is removed.");

  public static final ConfigKey<Integer> SHARE_ASSIGNMENT_INTERVAL_MS =
      AREA.key("share.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_ASSIGNMENT_INTERVAL_MS)
          .doc("The least time between two assignments of this share group.");

  public static final ConfigKey<String> SHARE_AUTO_OFFSET_RESET =
      AREA.key("share.auto.offset.reset", STRING, "latest")
          .matching(
              "latest|earliest|by_duration:P.+", "[latest, earliest, by_duration:PnDTnHnMn.nS]")
          .clusterWide()
          .doc("Where a share group begins in a partition that is new to it.");

  public static final ConfigKey<Integer> SHARE_DELIVERY_COUNT_LIMIT =
      AREA.key("share.delivery.count.limit", INT, 5)
          .atLeast(2)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_DELIVERY_COUNT_LIMIT)
          .doc("How often a record is delivered before it is given up.");

  public static final ConfigKey<Integer> SHARE_HEARTBEAT_INTERVAL_MS =
      AREA.key("share.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_HEARTBEAT_INTERVAL_MS)
          .doc("How often share members are told to send heartbeats.");

  public static final ConfigKey<String> SHARE_ISOLATION_LEVEL =
      AREA.key("share.isolation.level", STRING, "read_uncommitted")
          .oneOf("read_committed", "read_uncommitted")
          .clusterWide()
          .doc("Whether records of open and aborted transactions are delivered.");

  public static final ConfigKey<Integer> SHARE_PARTITION_MAX_RECORD_LOCKS =
      AREA.key("share.partition.max.record.locks", INT, 2000)
          .atLeast(100)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_PARTITION_MAX_RECORD_LOCKS)
          .doc("Records of one partition that may be held by consumers at a time.");

  public static final ConfigKey<Integer> SHARE_RECORD_LOCK_DURATION_MS =
      AREA.key("share.record.lock.duration.ms", INT, 30000)
          .atLeast(1000)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_RECORD_LOCK_DURATION_MS)
          .doc("How long a consumer may hold a record before it is given to another.");

  public static final ConfigKey<Boolean> SHARE_RENEW_ACKNOWLEDGE_ENABLE =
      AREA.key("share.renew.acknowledge.enable", BOOLEAN, true)
          .clusterWide()
          .doc("Whether a consumer may prolong its hold on a record.");

  public static final ConfigKey<Integer> SHARE_SESSION_TIMEOUT_MS =
      AREA.key("share.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .clusterWide()
          .orElse(ShareGroupKeys.GROUP_SHARE_SESSION_TIMEOUT_MS)
          .doc("A share member that is silent for so long is removed.");

  public static final ConfigKey<Integer> STREAMS_ASSIGNMENT_INTERVAL_MS =
      AREA.key("streams.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .orElse(StreamsGroupKeys.GROUP_STREAMS_ASSIGNMENT_INTERVAL_MS)
          .doc("The least time between two assignments of this streams group.");

  public static final ConfigKey<Integer> STREAMS_HEARTBEAT_INTERVAL_MS =
      AREA.key("streams.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .clusterWide()
          .orElse(StreamsGroupKeys.GROUP_STREAMS_HEARTBEAT_INTERVAL_MS)
          .doc("How often streams members are told to send heartbeats.");

  public static final ConfigKey<Integer> STREAMS_INITIAL_REBALANCE_DELAY_MS =
      AREA.key("streams.initial.rebalance.delay.ms", INT, 3000)
          .atLeast(0)
          .clusterWide()
          .orElse(StreamsGroupKeys.GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS)
          .doc("How long the first rebalance of an empty group waits for more members.");

  public static final ConfigKey<Integer> STREAMS_NUM_STANDBY_REPLICAS =
      AREA.key("streams.num.standby.replicas", INT, 0)
          .atLeast(0)
          .clusterWide()
          .orElse(StreamsGroupKeys.GROUP_STREAMS_NUM_STANDBY_REPLICAS)
          .doc("Warm copies of each stateful task.");

  public static final ConfigKey<Integer> STREAMS_SESSION_TIMEOUT_MS =
      AREA.key("streams.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .clusterWide()
          .orElse(StreamsGroupKeys.GROUP_STREAMS_SESSION_TIMEOUT_MS)
          .doc("A streams member that is silent for so long is removed.");

  private GroupConfigKeys() {}
}
