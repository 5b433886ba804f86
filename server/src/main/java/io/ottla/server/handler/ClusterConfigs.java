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
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigType;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the property file and the metadata together say about configurations: the controller asks
 * what may be set, DescribeConfigs what is. Any thread.
 */
public final class ClusterConfigs implements ConfigValidator {
  private final TopicConfigs layers;
  private final MetadataView metadata;

  /** Takes where the values come from. */
  public ClusterConfigs(TopicConfigs layers, MetadataView metadata) {
    this.layers = layers;
    this.metadata = metadata;
  }

  /** Every property of a resource; of brokers only this one, or with an empty name of all. */
  List<ConfigEntry> describe(ConfigResource resource) {
    MetadataImage image = metadata.image();
    ConfigDescriber describer = new ConfigDescriber(layers.broker(image));
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
    ConfigChange change =
        new ConfigRules(scope, layers.broker(metadata.image())).replace(Map.of(), values);
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
    return found == null ? null : layers.broker(metadata.image()).settings().text(found);
  }

  @Override
  public List<CreatableTopicConfigs> describeTopic(
      Map<String, String> values, MetadataImage image) {
    return new ConfigDescriber(layers.broker(image))
        .topicAsWritten(values).stream()
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
