package io.ottla.server.replica;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.replication.partition.TopicSettingsSource;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.config.dynamic.LogConfigs;
import io.ottla.server.config.key.TopicKeys;
import java.util.Map;

/** Topic settings from the metadata, this broker's settings below them, and the defaults. */
public final class TopicConfigs implements TopicSettingsSource {
  private final DynamicConfig fixed;
  private final int brokerId;

  /**
   * Settings on top of the property file's.
   *
   * @param fixed what the property file says
   */
  public TopicConfigs(DynamicConfig fixed, int brokerId) {
    this.fixed = fixed;
    this.brokerId = brokerId;
  }

  /** What the broker's own configuration is in the image. */
  public DynamicConfig broker(MetadataImage image) {
    return fixed
        .withClusterDefaults(image.configs().of(ConfigResource.ALL_BROKERS))
        .withBroker(image.configs().of(ConfigResource.broker(brokerId)));
  }

  @Override
  public TopicSettings settings(MetadataImage image, String topic) {
    Map<String, String> overrides = image.configs().of(ConfigResource.topic(topic));
    DynamicConfig broker = broker(image);
    return new TopicSettings(
        LogConfigs.of(broker, overrides), broker.get(TopicKeys.MIN_INSYNC_REPLICAS, overrides));
  }
}
