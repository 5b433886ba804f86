package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.topics.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Offsets that transactions have written and not yet ended, by producer. Owned by the shard's loop.
 */
final class PendingOffsets {
  private final Map<Long, Map<String, Map<TopicPartition, CommittedOffset>>> byProducer =
      new HashMap<>();
  private final Map<String, Set<Long>> producersByGroup = new HashMap<>();

  void put(long producerId, String group, TopicPartition partition, CommittedOffset offset) {
    byProducer
        .computeIfAbsent(producerId, id -> new HashMap<>())
        .computeIfAbsent(group, id -> new HashMap<>())
        .put(partition, offset);
    producersByGroup.computeIfAbsent(group, id -> new HashSet<>()).add(producerId);
  }

  /** Removes what a producer's transaction has written and returns it by group. */
  Map<String, Map<TopicPartition, CommittedOffset>> take(long producerId) {
    @Nullable Map<String, Map<TopicPartition, CommittedOffset>> taken =
        byProducer.remove(producerId);
    if (taken == null) {
      return Map.of();
    }
    taken.keySet().forEach(group -> forget(producerId, group));
    return taken;
  }

  private void forget(long producerId, String group) {
    producersByGroup.computeIfPresent(
        group,
        (id, producers) -> {
          producers.remove(producerId);
          return producers.isEmpty() ? null : producers;
        });
  }

  private static <V> @Nullable Map<String, V> without(Map<String, V> groups, String group) {
    groups.remove(group);
    return groups.isEmpty() ? null : groups;
  }

  /** Removes a group's partition from all transactions. */
  void remove(String group, TopicPartition partition) {
    for (Long producerId : List.copyOf(producersByGroup.getOrDefault(group, Set.of()))) {
      Map<TopicPartition, CommittedOffset> offsets = offsets(producerId, group);
      offsets.remove(partition);
      if (offsets.isEmpty()) {
        byProducer.computeIfPresent(producerId, (id, groups) -> without(groups, group));
        forget(producerId, group);
      }
    }
  }

  boolean contains(String group, TopicPartition partition) {
    for (Long producerId : producersByGroup.getOrDefault(group, Set.of())) {
      if (offsets(producerId, group).containsKey(partition)) {
        return true;
      }
    }
    return false;
  }

  /** The partitions of a group that have a pending offset. */
  Set<TopicPartition> partitions(String group) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (Long producerId : producersByGroup.getOrDefault(group, Set.of())) {
      partitions.addAll(offsets(producerId, group).keySet());
    }
    return partitions;
  }

  /** The groups that have pending offsets. */
  Set<String> groups() {
    return Set.copyOf(producersByGroup.keySet());
  }

  private Map<TopicPartition, CommittedOffset> offsets(long producerId, String group) {
    return byProducer.getOrDefault(producerId, Map.of()).getOrDefault(group, Map.of());
  }
}
