package io.ottla.replication.image;

import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.TopicRecord;
import java.util.function.Consumer;

/**
 * Turns an image into the records that recreate it, in the order in which they may be replayed:
 * features first (they say how the rest is written), topics before their partitions.
 */
public final class MetadataSnapshotWriter {
  private final MetadataImage image;
  private final short metadataVersion;
  private final Consumer<MetadataRecord> out;

  private MetadataSnapshotWriter(MetadataImage image, Consumer<MetadataRecord> out) {
    this.image = image;
    this.metadataVersion = image.features().metadataVersion();
    this.out = out;
  }

  /** Hands every record of the image to {@code out}. */
  public static void write(MetadataImage image, Consumer<MetadataRecord> out) {
    MetadataSnapshotWriter writer = new MetadataSnapshotWriter(image, out);
    writer.writeFeatures();
    writer.writeCluster();
    writer.writeTopics();
    writer.writeConfigs();
    writer.writeSecurity();
  }

  private void writeFeatures() {
    FeaturesImage features = image.features();
    short version = features.level(FeaturesImage.METADATA_VERSION);
    if (version != 0) {
      out.accept(
          MetadataRecord.of(new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, version)));
    }
    features
        .levels()
        .forEach(
            (name, level) -> {
              if (!name.equals(FeaturesImage.METADATA_VERSION)) {
                out.accept(MetadataRecord.of(new FeatureLevelRecord(name, level)));
              }
            });
  }

  private void writeCluster() {
    short version = RecordVersions.registerBroker(metadataVersion);
    for (BrokerRegistration broker : image.cluster().brokers().values()) {
      out.accept(new MetadataRecord(broker.record(), version));
    }
    image.cluster().controllers().values().forEach(c -> out.accept(MetadataRecord.of(c)));
  }

  private void writeTopics() {
    short version = RecordVersions.partition(metadataVersion);
    for (TopicImage topic : image.topics().topics()) {
      out.accept(MetadataRecord.of(new TopicRecord(topic.name(), topic.id())));
      topic
          .partitions()
          .forEach(
              (id, partition) ->
                  out.accept(
                      new MetadataRecord(partition.toRecord(topic.id(), id, version), version)));
    }
  }

  private void writeConfigs() {
    image
        .configs()
        .resources()
        .forEach(
            (resource, values) ->
                values.forEach((name, value) -> out.accept(resource.set(name, value))));
    image
        .quotas()
        .entities()
        .forEach(
            (entity, values) ->
                values.forEach(
                    (key, value) -> out.accept(MetadataRecord.of(entity.set(key, value)))));
    if (image.producerIds().nextProducerId() != 0) {
      out.accept(MetadataRecord.of(image.producerIds()));
    }
  }

  private void writeSecurity() {
    SecurityImage security = image.security();
    security.scram().values().forEach(r -> out.accept(MetadataRecord.of(r)));
    security.acls().values().forEach(r -> out.accept(MetadataRecord.of(r)));
    security.tokens().values().forEach(r -> out.accept(MetadataRecord.of(r)));
  }
}
