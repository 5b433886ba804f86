package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Identity, roles and the controller quorum. */
public final class QuorumKeys {
  static final KeyArea AREA = new KeyArea("Identity, roles and the controller quorum");

  public static final ConfigKey<Integer> NODE_ID =
      AREA.key("node.id", INT)
          .atLeast(0)
          .high()
          .honoured()
          .doc("This node's number, unique in the cluster.");

  public static final ConfigKey<Integer> BROKER_ID =
      AREA.key("broker.id", INT, -1)
          .high()
          .honoured()
          .doc("The older name of node.id, used where that is not set.");

  public static final ConfigKey<List<String>> PROCESS_ROLES =
      AREA.key("process.roles", LIST)
          .oneOf("broker", "controller")
          .high()
          .honoured()
          .doc("What this node does; both, as Ottla runs one node so far.");

  public static final ConfigKey<String> BROKER_RACK =
      AREA.key("broker.rack", STRING)
          .honoured()
          .doc("Where this broker stands; replicas are spread over racks.");

  public static final ConfigKey<List<String>> CONTROLLER_LISTENER_NAMES =
      AREA.key("controller.listener.names", LIST)
          .high()
          .honoured()
          .doc("Which of the listeners belong to the controller.");

  public static final ConfigKey<List<String>> CONTROLLER_QUORUM_VOTERS =
      AREA.key("controller.quorum.voters", LIST, List.of())
          .high()
          .honoured()
          .doc("The controllers, as id@host:port; only this node, as Ottla runs one node so far.");

  public static final ConfigKey<List<String>> CONTROLLER_QUORUM_BOOTSTRAP_SERVERS =
      AREA.key("controller.quorum.bootstrap.servers", LIST, List.of())
          .high()
          .honoured()
          .doc("Where controllers can be found, as host:port separated by commas.");

  public static final ConfigKey<Boolean> CONTROLLER_QUORUM_AUTO_JOIN_ENABLE =
      AREA.key("controller.quorum.auto.join.enable", BOOLEAN, false)
          .low()
          .doc("Whether a new controller joins the quorum by itself.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_APPEND_LINGER_MS =
      AREA.key("controller.quorum.append.linger.ms", INT, 25)
          .atLeast(0)
          .doc("How long the quorum's leader gathers records into one write.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_ELECTION_TIMEOUT_MS =
      AREA.key("controller.quorum.election.timeout.ms", INT, 1000)
          .atLeast(0)
          .high()
          .doc("How long a candidate waits for votes.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_ELECTION_BACKOFF_MAX_MS =
      AREA.key("controller.quorum.election.backoff.max.ms", INT, 1000)
          .atLeast(0)
          .high()
          .doc("The longest wait between two attempts at an election.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_FETCH_TIMEOUT_MS =
      AREA.key("controller.quorum.fetch.timeout.ms", INT, 2000)
          .atLeast(0)
          .high()
          .doc("A voter that hears nothing from the leader for so long calls an election.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_FETCH_MAX_BYTES =
      AREA.key("controller.quorum.fetch.max.bytes", INT, 1048576)
          .atLeast(1)
          .low()
          .doc("Bytes of metadata fetched at a time.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_FETCH_SNAPSHOT_MAX_BYTES =
      AREA.key("controller.quorum.fetch.snapshot.max.bytes", INT, 1048576)
          .atLeast(1)
          .low()
          .doc("Bytes of a metadata snapshot fetched at a time.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_REQUEST_TIMEOUT_MS =
      AREA.key("controller.quorum.request.timeout.ms", INT, 2000)
          .atLeast(0)
          .doc("How long a request between controllers may take.");

  public static final ConfigKey<Integer> CONTROLLER_QUORUM_RETRY_BACKOFF_MS =
      AREA.key("controller.quorum.retry.backoff.ms", INT, 20)
          .atLeast(0)
          .low()
          .doc("How long a controller waits before it repeats a failed request.");

  public static final ConfigKey<Integer> BROKER_HEARTBEAT_INTERVAL_MS =
      AREA.key("broker.heartbeat.interval.ms", INT, 2000)
          .doc("How often a broker reports to the controller.");

  public static final ConfigKey<Integer> BROKER_SESSION_TIMEOUT_MS =
      AREA.key("broker.session.timeout.ms", INT, 9000)
          .doc("A broker that is silent for so long is fenced and its leaderships move.");

  public static final ConfigKey<Integer> INITIAL_BROKER_REGISTRATION_TIMEOUT_MS =
      AREA.key("initial.broker.registration.timeout.ms", INT, 60000)
          .doc("How long a starting broker tries to register before it gives up.");

  public static final ConfigKey<String> METADATA_LOG_DIR =
      AREA.key("metadata.log.dir", STRING)
          .high()
          .honoured()
          .doc("The directory of the metadata log; unset, the first data directory.");

  public static final ConfigKey<Long> METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS =
      AREA.key("metadata.log.max.record.bytes.between.snapshots", LONG, 20971520L)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Metadata written since the last snapshot that makes the next one due.");

  public static final ConfigKey<Long> METADATA_LOG_MAX_SNAPSHOT_INTERVAL_MS =
      AREA.key("metadata.log.max.snapshot.interval.ms", LONG, 3600000L)
          .atLeast(0)
          .high()
          .honoured()
          .doc("The longest time between two metadata snapshots while there are changes.");

  public static final ConfigKey<Integer> METADATA_LOG_SEGMENT_BYTES =
      AREA.key("metadata.log.segment.bytes", INT, 1073741824)
          .atLeast(8388608)
          .high()
          .honoured()
          .doc("Segment size of the metadata log.");

  public static final ConfigKey<Long> METADATA_LOG_SEGMENT_MS =
      AREA.key("metadata.log.segment.ms", LONG, 604800000L)
          .high()
          .doc("A metadata segment older than this is closed.");

  public static final ConfigKey<Integer> METADATA_MAX_IDLE_INTERVAL_MS =
      AREA.key("metadata.max.idle.interval.ms", INT, 500)
          .atLeast(0)
          .low()
          .doc("How often the leader writes an empty metadata record when idle; 0 never.");

  public static final ConfigKey<Long> METADATA_MAX_RETENTION_BYTES =
      AREA.key("metadata.max.retention.bytes", LONG, 104857600L)
          .high()
          .doc("Metadata snapshots and segments beyond this size are deleted.");

  public static final ConfigKey<Long> METADATA_MAX_RETENTION_MS =
      AREA.key("metadata.max.retention.ms", LONG, 604800000L)
          .high()
          .doc("Metadata snapshots and segments older than this are deleted.");

  private QuorumKeys() {}
}
