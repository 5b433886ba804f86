package io.ottla.coordinator.group.assignor;

import io.ottla.coordinator.group.assignor.Assignor.Racks;
import io.ottla.coordinator.group.assignor.UniformAssignor.Partition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The partitions that nobody has, by where their replicas are. */
final class FreePartitions {
  private final Set<Partition> all;
  private final Map<String, Deque<Partition>> byRack = new HashMap<>();

  FreePartitions(List<Partition> free, Racks racks) {
    this.all = new LinkedHashSet<>(free);
    for (Partition partition : free) {
      for (String rack : racks.of(partition.topic(), partition.number())) {
        byRack.computeIfAbsent(rack, r -> new ArrayDeque<>()).add(partition);
      }
    }
  }

  /** One with a replica in a rack; null when none is left. */
  @Nullable Partition takeNear(@Nullable String rack) {
    Deque<Partition> near = rack == null ? null : byRack.get(rack);
    Partition partition = near == null ? null : near.poll();
    while (near != null && partition != null && !all.remove(partition)) {
      partition = near.poll(); // taken by somebody in the rack of another replica
    }
    return partition;
  }

  /** The first of all; null when none is left. */
  @Nullable Partition take() {
    Iterator<Partition> rest = all.iterator();
    Partition first = rest.hasNext() ? rest.next() : null;
    all.remove(first);
    return first;
  }
}
