package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.ClusterImage;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the replicas of new partitions go: in turn over all brokers, neighbours in that turn being
 * of different racks. The first replica of each partition is on a broker that may lead.
 */
final class Placement {
  private final List<Integer> ring;
  private final ClusterImage cluster;
  private final int start;

  private Placement(List<Integer> ring, ClusterImage cluster, int start) {
    this.ring = ring;
    this.cluster = cluster;
    this.start = start;
  }

  /** A placement over all brokers; the seed moves where it begins. */
  static Placement over(ClusterImage cluster, long seed) {
    List<Integer> ring = alternatingRacks(cluster.brokers().values());
    int start = ring.isEmpty() ? 0 : (int) Math.floorMod(seed, (long) ring.size());
    return new Placement(ring, cluster, start);
  }

  /** Whether partitions with that many replicas can be placed. */
  ApiError check(int replicationFactor) {
    String problem = null;
    if (ring.stream().noneMatch(this::mayLead)) {
      problem = "All brokers are currently fenced.";
    } else if (replicationFactor > ring.size()) {
      problem =
          "The target replication factor of "
              + replicationFactor
              + " cannot be reached because only "
              + ring.size()
              + " broker(s) are registered.";
    }
    return problem == null
        ? ApiError.NONE
        : ApiError.of(
            ErrorCode.INVALID_REPLICATION_FACTOR,
            "Unable to replicate the partition " + replicationFactor + " time(s): " + problem);
  }

  /** The replicas of a partition, the preferred leader first. Only after {@link #check}. */
  List<Integer> replicas(int partition, int replicationFactor) {
    int size = ring.size();
    int first = start + partition;
    // each full turn of the ring shifts the followers, so that leaders do not always share them
    int shift = size > 1 ? (partition / size) % (size - 1) : 0;
    List<Integer> replicas = new ArrayList<>(replicationFactor);
    replicas.add(ring.get(Math.floorMod(first, size)));
    for (int i = 1; i < replicationFactor; i++) {
      int step = 1 + Math.floorMod(shift + i - 1, size - 1);
      replicas.add(ring.get(Math.floorMod(first + step, size)));
    }
    return leaderFirst(replicas);
  }

  private List<Integer> leaderFirst(List<Integer> replicas) {
    for (int i = 0; i < replicas.size(); i++) {
      if (mayLead(replicas.get(i))) {
        replicas.add(0, replicas.remove(i));
        return replicas;
      }
    }
    for (Integer broker : ring) {
      if (mayLead(broker)) {
        replicas.add(0, broker);
        replicas.remove(replicas.size() - 1);
        return replicas;
      }
    }
    return replicas;
  }

  private boolean mayLead(Integer id) {
    BrokerRegistration broker = cluster.broker(id);
    return broker != null && broker.isActive();
  }

  private static List<Integer> alternatingRacks(Collection<BrokerRegistration> brokers) {
    Map<String, List<Integer>> byRack = new LinkedHashMap<>();
    for (BrokerRegistration broker : brokers) {
      String rack = Objects.requireNonNullElse(broker.rack(), "");
      byRack.computeIfAbsent(rack, r -> new ArrayList<>()).add(broker.id());
    }
    List<Integer> ring = new ArrayList<>();
    for (int i = 0; ring.size() < brokers.size(); i++) {
      for (List<Integer> rack : byRack.values()) {
        if (i < rack.size()) {
          ring.add(rack.get(i));
        }
      }
    }
    return ring;
  }

  /** Whether replicas that a client chose can be had: registered brokers, each once. */
  static ApiError checkManual(List<Integer> replicas, ClusterImage cluster) {
    if (replicas.isEmpty()) {
      return invalidAssignment("The manual partition assignment includes an empty replica list.");
    }
    HashSet<Integer> seen = new HashSet<>();
    for (Integer broker : replicas.stream().sorted().toList()) {
      if (!seen.add(broker)) {
        return invalidAssignment(
            "The manual partition assignment includes the broker " + broker + " more than once.");
      }
      if (cluster.broker(broker) == null) {
        return invalidAssignment(
            "The manual partition assignment includes broker "
                + broker
                + ", but no such broker is registered.");
      }
    }
    return ApiError.NONE;
  }

  /** As {@link #checkManual}, and there must be exactly that many, one of whom may lead. */
  static ApiError checkManual(
      List<Integer> replicas, int replicationFactor, int partition, ClusterImage cluster) {
    ApiError error = checkManual(replicas, cluster);
    if (!error.isNone()) {
      return error;
    }
    if (replicas.size() != replicationFactor) {
      return invalidAssignment(
          "The manual partition assignment includes a partition with "
              + replicas.size()
              + " replica(s), but this is not consistent with previous partitions, which have "
              + replicationFactor
              + " replica(s).");
    }
    if (PartitionRecords.inSync(replicas, cluster).isEmpty()) {
      return invalidAssignment(
          "All brokers specified in the manual partition assignment for partition "
              + partition
              + " are fenced or in controlled shutdown.");
    }
    return ApiError.NONE;
  }

  static ApiError invalidAssignment(String message) {
    return ApiError.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }
}
