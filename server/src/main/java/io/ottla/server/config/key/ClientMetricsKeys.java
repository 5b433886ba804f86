package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;

import java.util.List;

/** What a subscription to client metrics says (KIP-714). */
public final class ClientMetricsKeys {
  static final KeyArea AREA = new KeyArea("Client metrics subscriptions");

  public static final ConfigKey<Integer> INTERVAL_MS =
      AREA.key("interval.ms", INT, 300_000)
          .between(100, 3_600_000)
          .clusterWide()
          .doc("How often a client sends its metrics.");

  public static final ConfigKey<List<String>> MATCH =
      AREA.key("match", LIST, List.of())
          .matching(
              "(client_instance_id|client_id|client_software_name|client_software_version"
                  + "|client_source_address|client_source_port)=.+",
              "selector=pattern")
          .clusterWide()
          .doc("Which clients it concerns; empty, all.");

  public static final ConfigKey<List<String>> METRICS =
      AREA.key("metrics", LIST, List.of())
          .clusterWide()
          .doc("Prefixes of the metric names it asks for.");

  private ClientMetricsKeys() {}
}
