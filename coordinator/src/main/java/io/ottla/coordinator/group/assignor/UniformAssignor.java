package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives each member about as many partitions as every other, and leaves partitions where they are
 * as far as that allows. With equal subscriptions the counts differ by one at most.
 */
public final class UniformAssignor implements Assignor {
  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public Map<String, Partitions> assign(
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts) {
    List<Load> loads = new ArrayList<>();
    members.forEach((memberId, spec) -> loads.add(new Load(memberId, spec)));
    Map<Partition, Load> owners = keepCurrent(loads, partitionCounts);
    List<Partition> free = free(loads, partitionCounts, owners);
    if (isHomogeneous(loads)) {
      shareOut(loads, free, owners.size() + free.size());
    } else {
      giveToLeastLoaded(loads, free);
      balance(loads);
    }
    Map<String, Partitions> assignment = new LinkedHashMap<>();
    loads.forEach(load -> assignment.put(load.memberId, load.build()));
    return assignment;
  }

  private record Partition(Uuid topic, int number) {}

  /** What a member has so far. */
  private static final class Load {
    private final String memberId;
    private final MemberSpec spec;
    private final List<Partition> partitions = new ArrayList<>();

    Load(String memberId, MemberSpec spec) {
      this.memberId = memberId;
      this.spec = spec;
    }

    int size() {
      return partitions.size();
    }

    boolean wants(Partition partition) {
      return spec.topics().contains(partition.topic());
    }

    Partition giveUpLast() {
      return partitions.remove(partitions.size() - 1);
    }

    Partitions build() {
      Partitions.Builder builder = new Partitions.Builder();
      partitions.forEach(partition -> builder.add(partition.topic(), partition.number()));
      return builder.build();
    }
  }

  /** Members keep what they have, as long as it exists, is wanted and nobody else has it. */
  private static Map<Partition, Load> keepCurrent(
      List<Load> loads, Map<Uuid, Integer> partitionCounts) {
    Map<Partition, Load> owners = new HashMap<>();
    for (Load load : loads) {
      load.spec
          .current()
          .forEach(
              (topic, number) -> {
                Partition partition = new Partition(topic, number);
                boolean exists = number < partitionCounts.getOrDefault(topic, 0);
                if (exists
                    && load.wants(partition)
                    && owners.putIfAbsent(partition, load) == null) {
                  load.partitions.add(partition);
                }
              });
    }
    return owners;
  }

  private static List<Partition> free(
      List<Load> loads, Map<Uuid, Integer> partitionCounts, Map<Partition, Load> owners) {
    List<Partition> free = new ArrayList<>();
    new TreeMap<>(partitionCounts)
        .forEach(
            (topic, count) -> {
              boolean wanted = loads.stream().anyMatch(load -> load.spec.topics().contains(topic));
              for (int number = 0; wanted && number < count; number++) {
                Partition partition = new Partition(topic, number);
                if (!owners.containsKey(partition)) {
                  free.add(partition);
                }
              }
            });
    return free;
  }

  private static boolean isHomogeneous(List<Load> loads) {
    return loads.stream().map(load -> load.spec.topics()).distinct().count() <= 1;
  }

  /** Everyone gets the quota; the largest ones keep the remainder, so that little moves. */
  private static void shareOut(List<Load> loads, List<Partition> free, int total) {
    if (loads.isEmpty()) {
      return;
    }
    int quota = total / loads.size();
    int extras = total % loads.size();
    List<Load> largestFirst = new ArrayList<>(loads);
    largestFirst.sort(Comparator.comparingInt(Load::size).reversed());
    for (int i = 0; i < largestFirst.size(); i++) {
      int share = quota + (i < extras ? 1 : 0);
      Load load = largestFirst.get(i);
      while (load.size() > share) {
        free.add(load.giveUpLast());
      }
    }
    int next = 0;
    for (int i = 0; i < largestFirst.size(); i++) {
      int share = quota + (i < extras ? 1 : 0);
      Load load = largestFirst.get(i);
      while (load.size() < share) {
        load.partitions.add(free.get(next++));
      }
    }
  }

  private static void giveToLeastLoaded(List<Load> loads, List<Partition> free) {
    Map<Uuid, PriorityQueue<Load>> byTopic = new HashMap<>();
    for (Partition partition : free) {
      PriorityQueue<Load> subscribed =
          byTopic.computeIfAbsent(partition.topic(), topic -> subscribed(loads, partition));
      Load least = subscribed.poll();
      while (least != null && !subscribed.isEmpty() && subscribed.peek().size() < least.size()) {
        subscribed.add(least);
        least = subscribed.poll();
      }
      if (least != null) {
        least.partitions.add(partition);
        subscribed.add(least);
      }
    }
  }

  private static PriorityQueue<Load> subscribed(List<Load> loads, Partition partition) {
    PriorityQueue<Load> subscribed =
        new PriorityQueue<>(
            Comparator.comparingInt(Load::size).thenComparing(load -> load.memberId));
    loads.stream().filter(load -> load.wants(partition)).forEach(subscribed::add);
    return subscribed;
  }

  /** Moves partitions from larger members to smaller ones that want them, until none helps. */
  private static void balance(List<Load> loads) {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Load from : loads) {
        moved |= relieve(from, loads);
      }
    }
  }

  private static boolean relieve(Load from, List<Load> loads) {
    boolean moved = false;
    for (int i = from.size() - 1; i >= 0; i--) {
      Partition partition = from.partitions.get(i);
      Load least = null;
      for (Load to : loads) {
        boolean helps = to.wants(partition) && to.size() + 1 < from.size();
        if (helps && (least == null || to.size() < least.size())) {
          least = to;
        }
      }
      if (least != null) {
        from.partitions.remove(i);
        least.partitions.add(partition);
        moved = true;
      }
    }
    return moved;
  }
}
