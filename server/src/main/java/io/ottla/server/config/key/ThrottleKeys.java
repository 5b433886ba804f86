package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.LONG;

/** Replication throttles: broker keys that are never in a property file, only set at run time. */
public final class ThrottleKeys {
  static final KeyArea AREA = new KeyArea("Replication throttles (at run time only)");

  public static final ConfigKey<Long> LEADER_REPLICATION_THROTTLED_RATE =
      AREA.key("leader.replication.throttled.rate", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .doc("Bytes per second that followers may take of throttled replicas led here.");

  public static final ConfigKey<Long> FOLLOWER_REPLICATION_THROTTLED_RATE =
      AREA.key("follower.replication.throttled.rate", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .doc("Bytes per second that this broker fetches for its throttled replicas.");

  public static final ConfigKey<Long> REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND =
      AREA.key("replica.alter.log.dirs.io.max.bytes.per.second", LONG, Long.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("Bytes per second of moves between this broker's data directories.");

  private ThrottleKeys() {}
}
