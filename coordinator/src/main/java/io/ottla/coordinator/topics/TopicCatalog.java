package io.ottla.coordinator.topics;

import io.ottla.wire.protocol.Uuid;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the cluster as of the broker's current metadata. Called from any thread; each call
 * may see newer metadata than the one before.
 */
public interface TopicCatalog {
  /** The topic of a name, or null. */
  @Nullable Topic byName(String name);

  /** The topic of an id, or null. */
  @Nullable Topic byId(Uuid id);

  /** The names of all topics. */
  Set<String> names();

  /**
   * The racks of the brokers that hold a partition's replicas; empty where brokers have none or the
   * partition does not exist.
   */
  Set<String> racks(Uuid topicId, int partition);

  /** A topic. */
  record Topic(String name, Uuid id, int partitionCount) {
    /** Whether the topic has a partition of this number. */
    public boolean has(int partition) {
      return partition >= 0 && partition < partitionCount;
    }
  }
}
