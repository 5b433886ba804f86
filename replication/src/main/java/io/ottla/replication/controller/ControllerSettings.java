package io.ottla.replication.controller;

import io.ottla.replication.image.FeaturesImage;
import java.util.Map;

/**
 * What the operator has set for the controller.
 *
 * @param clusterId the id that every registering broker must know
 * @param nodeId this node
 * @param defaultPartitions {@code num.partitions}
 * @param defaultReplicationFactor {@code default.replication.factor}
 * @param topicDeletionEnabled {@code delete.topic.enable}
 * @param features the levels that this node supports, by feature
 */
public record ControllerSettings(
    String clusterId,
    int nodeId,
    int defaultPartitions,
    short defaultReplicationFactor,
    boolean topicDeletionEnabled,
    Map<String, FeatureRange> features) {
  /** The only feature that every node has. */
  public static final FeatureRange METADATA_VERSIONS =
      new FeatureRange(
          FeaturesImage.LOWEST_METADATA_VERSION, FeaturesImage.LATEST_METADATA_VERSION);

  /** Copies the features. */
  public ControllerSettings {
    features = Map.copyOf(features);
  }
}
