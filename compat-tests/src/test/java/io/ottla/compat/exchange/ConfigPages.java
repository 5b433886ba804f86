package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/** What was configured while the cluster ran, in lines. */
final class ConfigPages {
  private ConfigPages() {}

  /** All values that are no defaults of topics; of everything else what was set dynamically. */
  static List<String> all(Admin admin, Collection<String> topics) {
    List<ConfigResource> asked = new ArrayList<>();
    topics.forEach(topic -> asked.add(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
    asked.add(new ConfigResource(ConfigResource.Type.BROKER, ""));
    asked.add(new ConfigResource(ConfigResource.Type.BROKER, "1"));
    asked.addAll(
        Clients.get(
            admin
                .listConfigResources(
                    Set.of(ConfigResource.Type.GROUP, ConfigResource.Type.CLIENT_METRICS),
                    new ListConfigResourcesOptions())
                .all()));
    var found = Clients.get(admin.describeConfigs(asked).all());
    return found.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().entries().stream()
                    .filter(value -> isTold(entry.getKey(), value))
                    .map(value -> line(entry.getKey(), value)))
        .sorted()
        .toList();
  }

  private static boolean isTold(ConfigResource resource, ConfigEntry value) {
    return switch (value.source()) {
      case DEFAULT_CONFIG -> false;
      case STATIC_BROKER_CONFIG -> resource.type() == ConfigResource.Type.TOPIC;
      default -> true;
    };
  }

  private static String line(ConfigResource resource, ConfigEntry value) {
    ConfigSource source = value.source();
    return "%s %s: %s=%s (%s)"
        .formatted(resource.type(), resource.name(), value.name(), value.value(), source);
  }

  /** The cluster's id and features, and the quotas of clients. */
  static List<String> cluster(Admin admin) {
    Stream<String> features =
        Clients.get(admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .entrySet()
            .stream()
            .map(entry -> "feature " + entry.getKey() + ": " + entry.getValue());
    Stream<String> quotas =
        Clients.get(admin.describeClientQuotas(ClientQuotaFilter.all()).entities())
            .entrySet()
            .stream()
            .map(entry -> "quota " + entry.getKey() + ": " + new TreeMap<>(entry.getValue()));
    String id = "id " + Clients.get(admin.describeCluster().clusterId());
    return Stream.of(Stream.of(id), features, quotas).flatMap(each -> each).sorted().toList();
  }
}
