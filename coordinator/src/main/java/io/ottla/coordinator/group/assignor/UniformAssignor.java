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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each member about as many partitions as every other, and leaves partitions where they are
 * as far as that allows. With equal subscriptions the counts differ by one at most. Racks decide
 * who gets what has to be given away, and what a member with too much gives up; a partition does
 * not move for its rack's sake alone.
 */
public final class UniformAssignor implements Assignor {
  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public Map<String, Partitions> assign(
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts, Racks racks) {
    List<Load> loads = new ArrayList<>();
    members.forEach((memberId, spec) -> loads.add(new Load(memberId, spec)));
    Map<Partition, Load> owners = keepCurrent(loads, partitionCounts);
    List<Partition> free = free(loads, partitionCounts, owners);
    if (isHomogeneous(loads)) {
      shareOut(loads, free, owners.size() + free.size(), racks);
    } else {
      giveToLeastLoaded(loads, free, racks);
      balance(loads);
    }
    Map<String, Partitions> assignment = new LinkedHashMap<>();
    loads.forEach(load -> assignment.put(load.memberId, load.build()));
    return assignment;
  }

  record Partition(Uuid topic, int number) {}

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

    boolean isNear(Partition partition, Racks racks) {
      String rack = spec.rackId();
      return rack != null && racks.of(partition.topic(), partition.number()).contains(rack);
    }

    boolean wants(Partition partition) {
      return spec.topics().contains(partition.topic());
    }

    /** Gives up what is more than a share, what is near last. */
    void giveUpTo(int share, List<Partition> free, Racks racks) {
      if (size() > share && spec.rackId() != null) {
        partitions.sort(Comparator.comparing(partition -> !isNear(partition, racks)));
      }
      while (size() > share) {
        free.add(partitions.remove(partitions.size() - 1));
      }
    }

    /** Takes what is offered until it has its share. */
    void take(int share, Supplier<@Nullable Partition> offers) {
      Partition offered = size() < share ? offers.get() : null;
      while (offered != null) {
        partitions.add(offered);
        offered = size() < share ? offers.get() : null;
      }
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
  private static void shareOut(List<Load> loads, List<Partition> free, int total, Racks racks) {
    if (loads.isEmpty()) {
      return;
    }
    int quota = total / loads.size();
    int extras = total % loads.size();
    List<Load> largestFirst = new ArrayList<>(loads);
    largestFirst.sort(Comparator.comparingInt(Load::size).reversed());
    Map<Load, Integer> shares = new LinkedHashMap<>();
    largestFirst.forEach(load -> shares.put(load, quota + (shares.size() < extras ? 1 : 0)));
    shares.forEach((load, share) -> load.giveUpTo(share, free, racks));
    FreePartitions rest = new FreePartitions(free, racks);
    shares.forEach((load, share) -> load.take(share, () -> rest.takeNear(load.spec.rackId())));
    shares.forEach((load, share) -> load.take(share, rest::take));
  }

  private static void giveToLeastLoaded(List<Load> loads, List<Partition> free, Racks racks) {
    Map<Uuid, PriorityQueue<Load>> byTopic = new HashMap<>();
    Map<Near, PriorityQueue<Load>> byRack = new HashMap<>();
    for (Partition partition : free) {
      Load least =
          leastLoaded(
              byTopic.computeIfAbsent(
                  partition.topic(),
                  topic -> queue(loads.stream().filter(load -> load.wants(partition)))));
      for (String rack : racks.of(partition.topic(), partition.number())) {
        Load near =
            leastLoaded(
                byRack.computeIfAbsent(
                    new Near(partition.topic(), rack),
                    key ->
                        queue(
                            loads.stream()
                                .filter(load -> load.wants(partition))
                                .filter(load -> rack.equals(load.spec.rackId())))));
        least = near != null && least != null && near.size() <= least.size() ? near : least;
      }
      if (least != null) {
        least.partitions.add(partition);
      }
    }
  }

  private record Near(Uuid topic, String rack) {}

  /** The head, once those that have grown since they were put in are where they belong. */
  private static @Nullable Load leastLoaded(PriorityQueue<Load> subscribed) {
    Load least = subscribed.poll();
    while (least != null && !subscribed.isEmpty() && subscribed.peek().size() < least.size()) {
      subscribed.add(least);
      least = subscribed.poll();
    }
    if (least != null) {
      subscribed.add(least);
    }
    return least;
  }

  private static PriorityQueue<Load> queue(Stream<Load> subscribed) {
    PriorityQueue<Load> queue =
        new PriorityQueue<>(
            Comparator.comparingInt(Load::size).thenComparing(load -> load.memberId));
    subscribed.forEach(queue::add);
    return queue;
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
