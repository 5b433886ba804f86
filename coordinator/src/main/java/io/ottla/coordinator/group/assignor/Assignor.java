package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Spreads partitions over members. Pure. Of partitions that have to go to somebody, a member gets
 * those first that have a replica in its rack; Apache Kafka 4.3's assignors do not look at racks.
 */
public interface Assignor {
  /** The name that members ask for it by. */
  String name();

  /**
   * Assigns every partition of a subscribed topic to exactly one member that subscribes to it.
   *
   * @param members by member id, with a result for each
   * @param partitionCounts of the topics that exist
   */
  Map<String, Partitions> assign(
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts, Racks racks);

  /** Where the replicas of partitions are. */
  @FunctionalInterface
  interface Racks {
    /** Nowhere in particular. */
    Racks UNKNOWN = (topic, partition) -> Set.of();

    /** The racks of a partition's replicas; empty where they are not known. */
    Set<String> of(Uuid topic, int partition);
  }

  /**
   * A member as an assignor sees it.
   *
   * @param instanceId of a static member, otherwise null
   * @param rackId where the member is, or null
   * @param topics that it subscribes to and that exist
   * @param current what it was assigned before
   */
  record MemberSpec(
      @Nullable String instanceId, @Nullable String rackId, Set<Uuid> topics, Partitions current) {
    /** Copies the topics. */
    public MemberSpec {
      topics = Set.copyOf(topics);
    }
  }
}
