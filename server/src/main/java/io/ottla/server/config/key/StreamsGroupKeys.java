package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;

/** Streams groups. */
public final class StreamsGroupKeys {
  static final KeyArea AREA = new KeyArea("Streams groups");

  public static final ConfigKey<Integer> GROUP_STREAMS_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.streams.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .doc("The least time between two assignments of a streams group.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MIN_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.streams.min.assignment.interval.ms", INT, 0)
          .atLeast(0)
          .doc("The smallest assignment interval a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MAX_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.streams.max.assignment.interval.ms", INT, 15000)
          .atLeast(0)
          .doc("The largest assignment interval a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.streams.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .doc("How often streams members are told to send heartbeats.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MIN_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.streams.min.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .doc("The smallest heartbeat interval a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MAX_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.streams.max.heartbeat.interval.ms", INT, 15000)
          .atLeast(1)
          .doc("The largest heartbeat interval a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_SESSION_TIMEOUT_MS =
      AREA.key("group.streams.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .doc("A streams member that is silent for so long is removed.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MIN_SESSION_TIMEOUT_MS =
      AREA.key("group.streams.min.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .doc("The smallest session timeout a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MAX_SESSION_TIMEOUT_MS =
      AREA.key("group.streams.max.session.timeout.ms", INT, 60000)
          .atLeast(1)
          .doc("The largest session timeout a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS =
      AREA.key("group.streams.initial.rebalance.delay.ms", INT, 3000)
          .atLeast(0)
          .doc("How long the first rebalance of an empty streams group waits for more members.");

  public static final ConfigKey<Integer> GROUP_STREAMS_NUM_STANDBY_REPLICAS =
      AREA.key("group.streams.num.standby.replicas", INT, 0)
          .atLeast(0)
          .doc("Warm copies of each stateful task.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MAX_STANDBY_REPLICAS =
      AREA.key("group.streams.max.standby.replicas", INT, 2)
          .atLeast(0)
          .doc("The most warm copies a streams group may be configured with.");

  public static final ConfigKey<Integer> GROUP_STREAMS_MAX_SIZE =
      AREA.key("group.streams.max.size", INT, Integer.MAX_VALUE)
          .atLeast(1)
          .doc("Members that a streams group may have.");

  private StreamsGroupKeys() {}
}
