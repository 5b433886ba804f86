package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Gives each member a range of neighbouring partitions of each topic, the same range of topics that
 * are alike, so that they can be joined. Members stand in the order of their instance ids, or
 * member ids, which keeps ranges where they are while members stay.
 *
 * <p>Where topics that are alike also have their replicas in the same racks, a member's share is
 * made of partitions in its rack as far as there are any, which need not be neighbours (as in
 * KIP-881); the shares of such topics are still the same.
 */
public final class RangeAssignor implements Assignor {
  @Override
  public String name() {
    return "range";
  }

  @Override
  public Map<String, Partitions> assign(
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts, Racks racks) {
    Map<String, Partitions.Builder> builders = new LinkedHashMap<>();
    members.keySet().forEach(memberId -> builders.put(memberId, new Partitions.Builder()));
    List<String> order = order(members);
    Map<Alike, List<Uuid>> alike = new LinkedHashMap<>();
    new TreeMap<>(partitionCounts)
        .forEach(
            (topic, count) -> {
              List<String> subscribed =
                  order.stream().filter(memberId -> subscribes(members, memberId, topic)).toList();
              alike
                  .computeIfAbsent(new Alike(count, subscribed), a -> new ArrayList<>())
                  .add(topic);
            });
    alike.forEach(
        (shape, topics) -> {
          List<Integer> owners = owners(shape, members, commonRacks(topics, shape.count(), racks));
          topics.forEach(topic -> assignTopic(topic, shape.subscribed(), owners, builders));
        });
    Map<String, Partitions> assignment = new LinkedHashMap<>();
    builders.forEach((memberId, builder) -> assignment.put(memberId, builder.build()));
    return assignment;
  }

  /** What topics have in common whose shares are the same. */
  private record Alike(int count, List<String> subscribed) {}

  private static boolean subscribes(
      SortedMap<String, MemberSpec> members, String memberId, Uuid topic) {
    MemberSpec spec = members.get(memberId);
    return spec != null && spec.topics().contains(topic);
  }

  private static List<String> order(SortedMap<String, MemberSpec> members) {
    record Place(String name, boolean isDynamic, String memberId) {}
    List<Place> places = new ArrayList<>();
    members.forEach(
        (memberId, spec) -> {
          String instanceId = spec.instanceId();
          places.add(
              new Place(instanceId == null ? memberId : instanceId, instanceId == null, memberId));
        });
    places.sort(Comparator.comparing(Place::isDynamic).thenComparing(Place::name));
    return places.stream().map(Place::memberId).toList();
  }

  /** The racks of each partition, where they are the same for all the topics; empty otherwise. */
  private static List<Set<String>> commonRacks(List<Uuid> topics, int count, Racks racks) {
    List<Set<String>> common = racksOf(topics.get(0), count, racks);
    boolean isCommon =
        topics.stream().allMatch(topic -> racksOf(topic, count, racks).equals(common));
    return isCommon ? common : List.of();
  }

  private static List<Set<String>> racksOf(Uuid topic, int count, Racks racks) {
    return IntStream.range(0, count).mapToObj(partition -> racks.of(topic, partition)).toList();
  }

  /** Whose each partition is, as a place among the subscribed members. */
  private static List<Integer> owners(
      Alike shape, SortedMap<String, MemberSpec> members, List<Set<String>> racks) {
    int size = shape.subscribed().size();
    Integer[] owners = new Integer[size == 0 ? 0 : shape.count()];
    int[] room = new int[size];
    for (int member = 0; member < size; member++) {
      room[member] = shape.count() / size + (member < shape.count() % size ? 1 : 0);
      MemberSpec spec = members.get(shape.subscribed().get(member));
      String rack = spec == null ? null : spec.rackId();
      for (int partition = 0; rack != null && partition < racks.size(); partition++) {
        if (room[member] > 0 && owners[partition] == null && racks.get(partition).contains(rack)) {
          owners[partition] = member;
          room[member]--;
        }
      }
    }
    int member = 0;
    for (int partition = 0; partition < owners.length; partition++) {
      while (owners[partition] == null && room[member] == 0) {
        member++;
      }
      if (owners[partition] == null) {
        owners[partition] = member;
        room[member]--;
      }
    }
    return List.of(owners);
  }

  private static void assignTopic(
      Uuid topic,
      List<String> subscribed,
      List<Integer> owners,
      Map<String, Partitions.Builder> builders) {
    for (int partition = 0; partition < owners.size(); partition++) {
      Partitions.Builder builder = builders.get(subscribed.get(owners.get(partition)));
      if (builder != null) {
        builder.add(topic, partition);
      }
    }
  }
}
