package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.config.dynamic.ConfigChange;
import io.ottla.server.config.dynamic.ConfigDescriber;
import io.ottla.server.config.dynamic.ConfigEntry;
import io.ottla.server.config.dynamic.ConfigRules;
import io.ottla.server.config.dynamic.ConfigScope;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigType;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the property file and the metadata together say about configurations: the controller asks
 * what may be set, DescribeConfigs what is. Any thread.
 */
public final class ClusterConfigs implements ConfigValidator {
  private final DynamicConfig fixed;
  private final int nodeId;
  private final MetadataView metadata;

  /**
   * Takes what the values come from.
   *
   * @param fixed the property file, without anything that was set at run time
   */
  public ClusterConfigs(DynamicConfig fixed, int nodeId, MetadataView metadata) {
    this.fixed = fixed;
    this.nodeId = nodeId;
    this.metadata = metadata;
  }

  /** The layers of this broker's values as of an image. */
  public DynamicConfig at(MetadataImage image) {
    return fixed
        .withClusterDefaults(image.configs().of(ConfigResource.ALL_BROKERS))
        .withBroker(image.configs().of(ConfigResource.broker(nodeId)));
  }

  /** Every property of a resource; of brokers only this one, or with an empty name of all. */
  List<ConfigEntry> describe(ConfigResource resource) {
    MetadataImage image = metadata.image();
    ConfigDescriber describer = new ConfigDescriber(at(image));
    Map<String, String> values = image.configs().of(resource);
    return switch (resource.type()) {
      case ConfigResource.TOPIC -> describer.topic(values);
      case ConfigResource.GROUP -> describer.group(values);
      case ConfigResource.CLIENT_METRICS -> describer.clientMetrics(values);
      case ConfigResource.BROKER ->
          resource.name().isEmpty() ? describer.clusterDefaults() : describer.broker();
      default -> List.of();
    };
  }

  @Override
  public ApiError validate(ConfigResource resource, Map<String, String> values) {
    ConfigScope scope = scope(resource);
    ConfigChange change = new ConfigRules(scope, at(metadata.image())).replace(Map.of(), values);
    String message = change.message();
    return message == null ? ApiError.of(change.error()) : ApiError.of(change.error(), message);
  }

  @Override
  public boolean isList(byte resourceType, String key) {
    ConfigKey<?> found = key(resourceType, key);
    return found != null && found.type().id() == ConfigType.LIST.id();
  }

  @Override
  public @Nullable String defaultValue(byte resourceType, String key) {
    ConfigKey<?> found = key(resourceType, key);
    return found == null ? null : at(metadata.image()).settings().text(found);
  }

  @Override
  public List<CreatableTopicConfigs> describeTopic(
      Map<String, String> values, MetadataImage image) {
    return new ConfigDescriber(at(image))
        .topic(values).stream()
            .map(
                entry ->
                    new CreatableTopicConfigs(
                        entry.name(),
                        entry.value(),
                        entry.readOnly(),
                        entry.source().id(),
                        entry.sensitive()))
            .toList();
  }

  private static ConfigScope scope(ConfigResource resource) {
    return switch (resource.type()) {
      case ConfigResource.TOPIC -> ConfigScope.TOPIC;
      case ConfigResource.GROUP -> ConfigScope.GROUP;
      case ConfigResource.CLIENT_METRICS -> ConfigScope.CLIENT_METRICS;
      case ConfigResource.BROKER ->
          resource.name().isEmpty() ? ConfigScope.ALL_BROKERS : ConfigScope.BROKER;
      default -> throw new IllegalArgumentException("no configurations of " + resource);
    };
  }

  private static @Nullable ConfigKey<?> key(byte resourceType, String name) {
    return switch (resourceType) {
      case ConfigResource.TOPIC -> BrokerKeys.TOPIC.get(name);
      case ConfigResource.GROUP -> BrokerKeys.GROUP.get(name);
      case ConfigResource.CLIENT_METRICS -> BrokerKeys.CLIENT_METRICS.get(name);
      default -> BrokerKeys.findDynamic(name);
    };
  }
}
