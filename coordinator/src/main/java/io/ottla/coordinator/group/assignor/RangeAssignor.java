package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives each member a range of neighbouring partitions of each topic, the same range of topics that
 * are alike, so that they can be joined. Members stand in the order of their instance ids, or
 * member ids, which keeps ranges where they are while members stay.
 */
public final class RangeAssignor implements Assignor {
  @Override
  public String name() {
    return "range";
  }

  @Override
  public Map<String, Partitions> assign(
      SortedMap<String, MemberSpec> members, Map<Uuid, Integer> partitionCounts) {
    Map<String, Partitions.Builder> builders = new LinkedHashMap<>();
    members.keySet().forEach(memberId -> builders.put(memberId, new Partitions.Builder()));
    List<String> order = order(members);
    new TreeMap<>(partitionCounts)
        .forEach(
            (topic, count) -> {
              List<String> subscribed =
                  order.stream().filter(memberId -> subscribes(members, memberId, topic)).toList();
              assignTopic(topic, count, subscribed, builders);
            });
    Map<String, Partitions> assignment = new LinkedHashMap<>();
    builders.forEach((memberId, builder) -> assignment.put(memberId, builder.build()));
    return assignment;
  }

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

  private static void assignTopic(
      Uuid topic, int count, List<String> subscribed, Map<String, Partitions.Builder> builders) {
    int members = subscribed.size();
    int next = 0;
    for (int i = 0; i < members; i++) {
      int share = count / members + (i < count % members ? 1 : 0);
      Partitions.Builder builder = builders.get(subscribed.get(i));
      for (int end = next + share; builder != null && next < end; next++) {
        builder.add(topic, next);
      }
    }
  }
}
