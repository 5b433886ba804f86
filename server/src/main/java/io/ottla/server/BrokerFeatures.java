package io.ottla.server;

import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.wire.message.BrokerRegistrationRequest.Feature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The features that this release supports and those that a new cluster starts with (KIP-584). What
 * clients are told, what brokers register and what the controller accepts is all from here.
 */
final class BrokerFeatures {
  /** Every end of a transaction bumps the producer epoch, and leaders add partitions (KIP-890). */
  private static final short LATEST_TRANSACTION_VERSION = 2;

  /** Consumer groups of the new protocol (KIP-848). */
  private static final short LATEST_GROUP_VERSION = 1;

  private static final Map<String, FeatureRange> SUPPORTED = inOrderOfKafka();

  private BrokerFeatures() {}

  static Map<String, Short> finalizedAtFirst() {
    return Map.of(
        FeaturesImage.METADATA_VERSION,
        FeaturesImage.LATEST_METADATA_VERSION,
        FeaturesImage.GROUP_VERSION,
        LATEST_GROUP_VERSION,
        FeaturesImage.TRANSACTION_VERSION,
        LATEST_TRANSACTION_VERSION);
  }

  /** By name, in the order in which Kafka 4.3 lists them. */
  static Map<String, FeatureRange> supported() {
    return SUPPORTED;
  }

  /**
   * Share groups, streams groups and eligible leader replicas are not built, and their levels
   * change nothing here: clients judge the groups by their APIs, and with one replica there is none
   * to keep eligible. They can be finalized nevertheless, because an upgrade to a release names
   * every feature of that release and is refused as a whole, and because the directory of a cluster
   * that has finalized them may be taken over.
   */
  private static Map<String, FeatureRange> inOrderOfKafka() {
    Map<String, FeatureRange> supported = new LinkedHashMap<>();
    supported.put(FeaturesImage.GROUP_VERSION, upTo(LATEST_GROUP_VERSION));
    supported.put(FeaturesImage.KRAFT_VERSION, upTo(1));
    supported.put(FeaturesImage.METADATA_VERSION, ControllerSettings.METADATA_VERSIONS);
    supported.put(FeaturesImage.SHARE_VERSION, upTo(1));
    supported.put(FeaturesImage.STREAMS_VERSION, upTo(1));
    supported.put(FeaturesImage.TRANSACTION_VERSION, upTo(LATEST_TRANSACTION_VERSION));
    supported.put(FeaturesImage.ELR_VERSION, upTo(1));
    return Collections.unmodifiableMap(supported);
  }

  private static FeatureRange upTo(int level) {
    return new FeatureRange((short) 0, (short) level);
  }

  static List<Feature> registered() {
    return SUPPORTED.entrySet().stream()
        .map(
            feature ->
                new Feature(feature.getKey(), feature.getValue().min(), feature.getValue().max()))
        .toList();
  }
}
