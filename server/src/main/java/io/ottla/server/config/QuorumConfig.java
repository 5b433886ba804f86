package io.ottla.server.config;

import io.ottla.server.config.key.QuorumKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the controllers are and how brokers report to them.
 *
 * @param voters controllers by node id where they are fixed, else empty
 * @param bootstrapServers where controllers can be asked who they are
 * @param metadataLog when its segments and its snapshots begin
 */
public record QuorumConfig(
    Map<Integer, Endpoint> voters,
    List<Endpoint> bootstrapServers,
    int heartbeatIntervalMs,
    int sessionTimeoutMs,
    int registrationTimeoutMs,
    MetadataLog metadataLog) {
  /**
   * The log of the metadata.
   *
   * @param snapshotBytes so many bytes of records make a snapshot due
   * @param snapshotIntervalMs so much time does where there are any; 0 never
   */
  public record MetadataLog(int segmentBytes, long snapshotBytes, long snapshotIntervalMs) {
    static MetadataLog from(Settings settings) {
      return new MetadataLog(
          settings.get(QuorumKeys.METADATA_LOG_SEGMENT_BYTES),
          settings.get(QuorumKeys.METADATA_LOG_MAX_RECORD_BYTES_BETWEEN_SNAPSHOTS),
          settings.get(QuorumKeys.METADATA_LOG_MAX_SNAPSHOT_INTERVAL_MS));
    }
  }

  public QuorumConfig {
    voters = Map.copyOf(voters);
    bootstrapServers = List.copyOf(bootstrapServers);
  }

  static QuorumConfig from(Settings settings, List<String> problems) {
    Map<Integer, Endpoint> voters =
        voters(settings.get(QuorumKeys.CONTROLLER_QUORUM_VOTERS), problems);
    Integer nodeId = settings.find(QuorumKeys.NODE_ID);
    if (nodeId != null && !voters.isEmpty() && !voters.keySet().equals(Set.of(nodeId))) {
      problems.add(
          "Invalid value "
              + String.join(",", settings.get(QuorumKeys.CONTROLLER_QUORUM_VOTERS))
              + " for configuration controller.quorum.voters: must be node "
              + nodeId
              + " alone, as Ottla runs one node so far");
    }
    return new QuorumConfig(
        voters,
        servers(settings.get(QuorumKeys.CONTROLLER_QUORUM_BOOTSTRAP_SERVERS), problems),
        settings.get(QuorumKeys.BROKER_HEARTBEAT_INTERVAL_MS),
        settings.get(QuorumKeys.BROKER_SESSION_TIMEOUT_MS),
        settings.get(QuorumKeys.INITIAL_BROKER_REGISTRATION_TIMEOUT_MS),
        MetadataLog.from(settings));
  }

  private static Map<Integer, Endpoint> voters(List<String> texts, List<String> problems) {
    Map<Integer, Endpoint> voters = new LinkedHashMap<>();
    for (String text : texts) {
      int at = text.indexOf('@');
      Endpoint endpoint = Endpoint.parse(text.substring(at + 1));
      if (at <= 0 || endpoint == null || !text.substring(0, at).matches("\\d{1,9}")) {
        problems.add(
            "Invalid value "
                + text
                + " for configuration controller.quorum.voters: must be id@host:port");
      } else {
        voters.put(Integer.valueOf(text.substring(0, at)), endpoint);
      }
    }
    return voters;
  }

  private static List<Endpoint> servers(List<String> texts, List<String> problems) {
    return texts.stream()
        .<Endpoint>mapMulti(
            (text, servers) -> {
              Endpoint endpoint = Endpoint.parse(text);
              if (endpoint != null) {
                servers.accept(endpoint);
              } else {
                problems.add(
                    "Invalid value "
                        + text
                        + " for configuration controller.quorum.bootstrap.servers: must be"
                        + " host:port");
              }
            })
        .toList();
  }
}
