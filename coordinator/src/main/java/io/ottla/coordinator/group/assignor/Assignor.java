package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Spreads partitions over members. Pure. */
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
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts);

  /**
   * A member as an assignor sees it.
   *
   * @param instanceId of a static member, otherwise null
   * @param topics that it subscribes to and that exist
   * @param current what it was assigned before
   */
  record MemberSpec(@Nullable String instanceId, Set<Uuid> topics, Partitions current) {
    /** Copies the topics. */
    public MemberSpec {
      topics = Set.copyOf(topics);
    }
  }
}
