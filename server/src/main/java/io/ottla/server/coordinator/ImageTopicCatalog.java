package io.ottla.server.coordinator;

import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.protocol.Uuid;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The topics that coordinators see: those of the broker's current image. */
public final class ImageTopicCatalog implements TopicCatalog {
  private final MetadataView metadata;

  /** Topics of the view's image at the time of each call. */
  public ImageTopicCatalog(MetadataView metadata) {
    this.metadata = metadata;
  }

  @Override
  public @Nullable Topic byName(String name) {
    return topic(metadata.image().topic(name));
  }

  @Override
  public @Nullable Topic byId(Uuid id) {
    return topic(metadata.image().topic(id));
  }

  @Override
  public Set<String> names() {
    return metadata.image().topics().byName().keySet();
  }

  @Override
  public Set<String> racks(Uuid topicId, int partition) {
    MetadataImage image = metadata.image();
    PartitionImage replicas = image.partition(topicId, partition);
    Set<String> racks = new HashSet<>();
    if (replicas != null) {
      for (int id : replicas.replicas()) {
        BrokerRegistration broker = image.cluster().broker(id);
        String rack = broker == null ? null : broker.rack();
        if (rack != null) {
          racks.add(rack);
        }
      }
    }
    return racks;
  }

  private static @Nullable Topic topic(@Nullable TopicImage topic) {
    return topic == null ? null : new Topic(topic.name(), topic.id(), topic.partitionCount());
  }
}
