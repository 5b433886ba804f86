package io.ottla.replication.image;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.ClearElrRecord;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.FenceBrokerRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.message.UnfenceBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Replays records one by one and remembers what they touch. Owned by whoever replays; not shared.
 */
public final class DeltaBuilder {
  private final MetadataImage base;
  private final Set<Uuid> createdTopics = new HashSet<>();
  private final Set<Uuid> deletedTopics = new HashSet<>();
  private final Map<Uuid, SortedSet<Integer>> changedPartitions = new HashMap<>();
  private final Set<ConfigResource> changedConfigs = new HashSet<>();
  private final Set<Integer> changedBrokers = new HashSet<>();
  private MetadataImage image;

  /** Starts with nothing changed since the given image. */
  public DeltaBuilder(MetadataImage base) {
    this.base = base;
    this.image = base;
  }

  /** Replays one record. */
  public void replay(ApiMessage record) {
    note(record);
    image = image.replay(record);
  }

  /** The image so far. */
  public MetadataImage image() {
    return image;
  }

  /** Everything up to here, with the image at the given point of the log. */
  public MetadataDelta build(Provenance provenance) {
    return new MetadataDelta(
        base,
        image.at(provenance),
        Set.copyOf(createdTopics),
        Set.copyOf(deletedTopics),
        Map.copyOf(changedPartitions),
        Set.copyOf(changedConfigs),
        Set.copyOf(changedBrokers));
  }

  /**
   * What changed between two images of which the later does not come by records from the earlier,
   * as when a snapshot is loaded over an image.
   */
  public static MetadataDelta between(MetadataImage base, MetadataImage image) {
    DeltaBuilder builder = new DeltaBuilder(base);
    builder.image = image;
    builder.compareTopics();
    builder.changedConfigs.addAll(base.configs().resources().keySet());
    builder.changedConfigs.addAll(image.configs().resources().keySet());
    builder.changedConfigs.removeIf(r -> base.configs().of(r).equals(image.configs().of(r)));
    builder.changedBrokers.addAll(base.cluster().brokers().keySet());
    builder.changedBrokers.addAll(image.cluster().brokers().keySet());
    return builder.build(image.provenance());
  }

  private void compareTopics() {
    for (TopicImage topic : image.topics().topics()) {
      TopicImage old = base.topic(topic.id());
      if (old == null) {
        createdTopics.add(topic.id());
      }
      for (Map.Entry<Integer, PartitionImage> entry : topic.partitions().entrySet()) {
        if (old == null || !entry.getValue().equals(old.partition(entry.getKey()))) {
          touch(topic.id(), entry.getKey());
        }
      }
    }
    for (TopicImage old : base.topics().topics()) {
      if (image.topic(old.id()) == null) {
        deletedTopics.add(old.id());
      }
    }
  }

  private void note(ApiMessage record) {
    if (record instanceof PartitionRecord r) {
      touch(r.topicId(), r.partitionId());
    } else if (record instanceof PartitionChangeRecord r) {
      touch(r.topicId(), r.partitionId());
    } else if (record instanceof TopicRecord r) {
      createdTopics.add(r.topicId());
    } else if (record instanceof RemoveTopicRecord r) {
      noteRemoved(r.topicId());
    } else if (record instanceof ConfigRecord r) {
      changedConfigs.add(new ConfigResource(r.resourceType(), r.resourceName()));
    } else if (record instanceof ClearElrRecord) {
      noteClearedElr();
    } else {
      noteBroker(record);
    }
  }

  private void noteBroker(ApiMessage record) {
    if (record instanceof RegisterBrokerRecord r) {
      changedBrokers.add(r.brokerId());
    } else if (record instanceof BrokerRegistrationChangeRecord r) {
      changedBrokers.add(r.brokerId());
    } else if (record instanceof FenceBrokerRecord r) {
      changedBrokers.add(r.id());
    } else if (record instanceof UnfenceBrokerRecord r) {
      changedBrokers.add(r.id());
    } else if (record instanceof UnregisterBrokerRecord r) {
      changedBrokers.add(r.brokerId());
    }
  }

  private void noteRemoved(Uuid id) {
    TopicImage topic = image.topic(id);
    if (topic != null && !image.configs().of(ConfigResource.topic(topic.name())).isEmpty()) {
      changedConfigs.add(ConfigResource.topic(topic.name()));
    }
    changedPartitions.remove(id);
    if (!createdTopics.remove(id)) {
      deletedTopics.add(id);
    }
  }

  private void noteClearedElr() {
    for (TopicImage topic : image.topics().topics()) {
      for (Integer partition : topic.partitions().keySet()) {
        touch(topic.id(), partition);
      }
    }
  }

  private void touch(Uuid topicId, int partition) {
    changedPartitions.computeIfAbsent(topicId, id -> new TreeSet<>()).add(partition);
  }
}
