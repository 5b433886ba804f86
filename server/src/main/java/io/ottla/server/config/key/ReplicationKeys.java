package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

/** Leaders and followers. */
public final class ReplicationKeys {
  static final KeyArea AREA = new KeyArea("Leaders and followers");

  public static final ConfigKey<Integer> MIN_INSYNC_REPLICAS =
      AREA.key("min.insync.replicas", INT, 1)
          .atLeast(1)
          .high()
          .clusterWide()
          .honoured()
          .doc(
              "With acks=all a write is accepted only while so many replicas, the leader included,"
                  + " are in sync.");

  public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
      AREA.key("unclean.leader.election.enable", BOOLEAN, false)
          .high()
          .clusterWide()
          .doc(
              "Whether a replica that is not in sync may lead when no other is left, at the price"
                  + " of acknowledged records.");

  public static final ConfigKey<Boolean> AUTO_LEADER_REBALANCE_ENABLE =
      AREA.key("auto.leader.rebalance.enable", BOOLEAN, true)
          .high()
          .doc("Whether leadership returns to preferred replicas by itself.");

  public static final ConfigKey<Long> LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS =
      AREA.key("leader.imbalance.check.interval.seconds", LONG, 300L)
          .atLeast(1)
          .high()
          .doc("How often leadership is compared with the preferred replicas.");

  public static final ConfigKey<Boolean> CONTROLLED_SHUTDOWN_ENABLE =
      AREA.key("controlled.shutdown.enable", BOOLEAN, true)
          .doc("Whether a stopping broker hands over its partitions first.");

  public static final ConfigKey<Integer> CONTROLLER_SOCKET_TIMEOUT_MS =
      AREA.key("controller.socket.timeout.ms", INT, 30000)
          .doc("How long a request to the controller may take on its socket.");

  public static final ConfigKey<Integer> NUM_REPLICA_FETCHERS =
      AREA.key("num.replica.fetchers", INT, 1)
          .atLeast(1)
          .high()
          .clusterWide()
          .doc("Fetch connections to each source broker.");

  public static final ConfigKey<Integer> NUM_REPLICA_ALTER_LOG_DIRS_THREADS =
      AREA.key("num.replica.alter.log.dirs.threads", INT)
          .high()
          .honoured()
          .doc(
              "Threads that move replicas between data directories; unset, one for each"
                  + " directory.");

  public static final ConfigKey<Integer> REPLICA_FETCH_BACKOFF_MS =
      AREA.key("replica.fetch.backoff.ms", INT, 1000)
          .atLeast(0)
          .doc("How long a follower waits after a failed fetch.");

  public static final ConfigKey<Integer> REPLICA_FETCH_MAX_BYTES =
      AREA.key("replica.fetch.max.bytes", INT, 1048576)
          .atLeast(0)
          .doc("Bytes a follower asks for per partition; a larger first batch still comes whole.");

  public static final ConfigKey<Integer> REPLICA_FETCH_MIN_BYTES =
      AREA.key("replica.fetch.min.bytes", INT, 1).high().doc("Bytes a follower's fetch waits for.");

  public static final ConfigKey<Integer> REPLICA_FETCH_RESPONSE_MAX_BYTES =
      AREA.key("replica.fetch.response.max.bytes", INT, 10485760)
          .atLeast(0)
          .doc("Bytes a follower asks for in one answer.");

  public static final ConfigKey<Integer> REPLICA_FETCH_WAIT_MAX_MS =
      AREA.key("replica.fetch.wait.max.ms", INT, 500)
          .high()
          .doc("How long a follower's fetch waits when nothing is new.");

  public static final ConfigKey<Long> REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS =
      AREA.key("replica.high.watermark.checkpoint.interval.ms", LONG, 5000L)
          .high()
          .honoured()
          .doc("How often high watermarks are written to disk.");

  public static final ConfigKey<Long> REPLICA_LAG_TIME_MAX_MS =
      AREA.key("replica.lag.time.max.ms", LONG, 30000L)
          .high()
          .doc("A follower that has not caught up for so long leaves the in-sync replicas.");

  public static final ConfigKey<String> REPLICA_SELECTOR_CLASS =
      AREA.key("replica.selector.class", STRING)
          .doc(
              "Chooses the replica a consumer reads from; the rack-aware choice of Kafka is known"
                  + " by its name.");

  public static final ConfigKey<Integer> REPLICA_SOCKET_RECEIVE_BUFFER_BYTES =
      AREA.key("replica.socket.receive.buffer.bytes", INT, 65536)
          .high()
          .doc("Receive buffer of replication sockets.");

  public static final ConfigKey<Integer> REPLICA_SOCKET_TIMEOUT_MS =
      AREA.key("replica.socket.timeout.ms", INT, 30000)
          .high()
          .doc("How long a replication request may take.");

  public static final ConfigKey<Integer> REPLICATION_QUOTA_WINDOW_NUM =
      AREA.key("replication.quota.window.num", INT, 11)
          .atLeast(1)
          .low()
          .doc("Sample windows that the replication rate is averaged over.");

  public static final ConfigKey<Integer> REPLICATION_QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("replication.quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .low()
          .doc("The length of one such window.");

  private ReplicationKeys() {}
}
