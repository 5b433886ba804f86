package io.ottla.server;

import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.wire.message.BrokerRegistrationRequest.Feature;
import java.util.List;
import java.util.Map;

/** The features that this release supports and those that a new cluster starts with (KIP-584). */
final class BrokerFeatures {
  private static final String TRANSACTION_VERSION = "transaction.version";

  /** Every end of a transaction bumps the producer epoch, and leaders add partitions (KIP-890). */
  private static final short LATEST_TRANSACTION_VERSION = 2;

  private static final String GROUP_VERSION = "group.version";

  /** Consumer groups of the new protocol (KIP-848). */
  private static final short LATEST_GROUP_VERSION = 1;

  private BrokerFeatures() {}

  static Map<String, Short> finalizedAtFirst() {
    return Map.of(
        FeaturesImage.METADATA_VERSION,
        FeaturesImage.LATEST_METADATA_VERSION,
        GROUP_VERSION,
        LATEST_GROUP_VERSION,
        TRANSACTION_VERSION,
        LATEST_TRANSACTION_VERSION);
  }

  static Map<String, FeatureRange> supported() {
    return Map.of(
        FeaturesImage.METADATA_VERSION,
        ControllerSettings.METADATA_VERSIONS,
        GROUP_VERSION,
        new FeatureRange((short) 0, LATEST_GROUP_VERSION),
        TRANSACTION_VERSION,
        new FeatureRange((short) 0, LATEST_TRANSACTION_VERSION));
  }

  static List<Feature> registered() {
    return supported().entrySet().stream()
        .map(
            feature ->
                new Feature(feature.getKey(), feature.getValue().min(), feature.getValue().max()))
        .toList();
  }
}
