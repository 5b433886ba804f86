package io.ottla.server.coordinator;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupSettings;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.ConfigsImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.config.Settings;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.config.key.GroupConfigKeys;
import io.ottla.server.replica.TopicConfigs;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is set for groups in the broker's current image. Looked up at every heartbeat, so it is kept
 * until a configuration changes.
 */
public final class ImageGroupSettings implements GroupSettings {
  private final MetadataView metadata;
  private final TopicConfigs layers;
  private final GroupConfig.Consumer fixed;
  private volatile Known known;

  /**
   * Settings of the view's image at the time of each call.
   *
   * @param fixed what cannot be set for single groups
   */
  public ImageGroupSettings(
      MetadataView metadata, TopicConfigs layers, GroupConfig.Consumer fixed) {
    this.metadata = metadata;
    this.layers = layers;
    this.fixed = fixed;
    this.known = new Known(ConfigsImage.EMPTY, fixed, new ConcurrentHashMap<>());
  }

  /** What was derived from one state of all configurations. */
  private record Known(
      ConfigsImage from,
      GroupConfig.Consumer ofBroker,
      Map<String, GroupConfig.Consumer> ofGroups) {}

  @Override
  public GroupConfig.Consumer consumer(String groupId) {
    MetadataImage image = metadata.image();
    Known current = known;
    if (!isSame(current.from(), image.configs())) {
      current =
          new Known(
              image.configs(), consumer(layers.broker(image), Map.of()), new ConcurrentHashMap<>());
      known = current;
    }
    Map<String, String> own = image.configs().of(ConfigResource.group(groupId));
    return own.isEmpty()
        ? current.ofBroker()
        : current.ofGroups().computeIfAbsent(groupId, id -> consumer(layers.broker(image), own));
  }

  /** An image that did not change its configurations passes the same object on. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(ConfigsImage before, ConfigsImage now) {
    return before == now;
  }

  private GroupConfig.Consumer consumer(DynamicConfig broker, Map<String, String> own) {
    Settings settings = broker.settings(own);
    return new GroupConfig.Consumer(
        settings.get(GroupConfigKeys.CONSUMER_SESSION_TIMEOUT_MS),
        settings.get(GroupConfigKeys.CONSUMER_HEARTBEAT_INTERVAL_MS),
        settings.get(GroupConfigKeys.CONSUMER_ASSIGNMENT_INTERVAL_MS),
        fixed.maxSize(),
        fixed.migration());
  }
}
