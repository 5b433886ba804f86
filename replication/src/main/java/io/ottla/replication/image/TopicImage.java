package io.ottla.replication.image;

import io.ottla.wire.protocol.Uuid;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.IntTreePMap;

/** A topic and its partitions, which are numbered from 0 without gaps once a batch is whole. */
public record TopicImage(String name, Uuid id, IntTreePMap<PartitionImage> partitions) {
  /** A topic without partitions yet. */
  static TopicImage empty(String name, Uuid id) {
    return new TopicImage(name, id, IntTreePMap.empty());
  }

  /** The partition with the given number, or null. */
  public @Nullable PartitionImage partition(int partition) {
    return partitions.get(partition);
  }

  /** How many partitions there are. */
  public int partitionCount() {
    return partitions.size();
  }

  TopicImage withPartition(int partition, PartitionImage image) {
    return new TopicImage(name, id, partitions.plus(partition, image));
  }

  TopicImage withoutElr() {
    IntTreePMap<PartitionImage> cleared = partitions;
    for (Map.Entry<Integer, PartitionImage> entry : partitions.entrySet()) {
      cleared = cleared.plus(entry.getKey(), entry.getValue().withoutElr());
    }
    return new TopicImage(name, id, cleared);
  }
}
