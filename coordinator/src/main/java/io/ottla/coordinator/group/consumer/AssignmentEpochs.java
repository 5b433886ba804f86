package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.wire.protocol.Uuid;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Since which of its epochs a member has each of its partitions (KIP-1251). Immutable.
 *
 * @param byTopic epochs by topic id and partition
 */
record AssignmentEpochs(Map<Uuid, Map<Integer, Integer>> byTopic) {
  static final AssignmentEpochs NONE = new AssignmentEpochs(Map.of());

  AssignmentEpochs {
    Map<Uuid, Map<Integer, Integer>> copy = new HashMap<>();
    byTopic.forEach((topic, epochs) -> copy.put(topic, Map.copyOf(epochs)));
    byTopic = Map.copyOf(copy);
  }

  /** What this says of the partitions it knows; the others are new, as of an epoch. */
  AssignmentEpochs of(Partitions partitions, int epochOfNew) {
    Map<Uuid, Map<Integer, Integer>> epochs = new HashMap<>();
    partitions.forEach(
        (topic, partition) ->
            epochs
                .computeIfAbsent(topic, unused -> new HashMap<>())
                .put(partition, epoch(topic, partition, epochOfNew)));
    return new AssignmentEpochs(epochs);
  }

  private int epoch(Uuid topic, int partition, int absent) {
    return byTopic.getOrDefault(topic, Map.of()).getOrDefault(partition, absent);
  }

  /** The epochs of a topic's partitions, in their order. */
  List<Integer> of(Uuid topic, Collection<Integer> partitions) {
    return partitions.stream().map(partition -> epoch(topic, partition, 0)).toList();
  }

  /** Whether a member that speaks of an epoch had all the partitions then. */
  boolean includes(Partitions partitions, int epoch) {
    return partitions
        .filter((topic, partition) -> epoch(topic, partition, Integer.MAX_VALUE) > epoch)
        .isEmpty();
  }
}
