package io.ottla.coordinator.group.assignor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Assignor.MemberSpec;
import io.ottla.wire.protocol.Uuid;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What every assignment must be, whoever makes it. */
class AssignorProperties {
  private static final Assignor RANGE = new RangeAssignor();
  private static final Assignor UNIFORM = new UniformAssignor();

  private static Uuid topic(int number) {
    return new Uuid(1, number);
  }

  private static Map<Uuid, Integer> topics(List<Integer> counts) {
    Map<Uuid, Integer> topics = new HashMap<>();
    for (int i = 0; i < counts.size(); i++) {
      topics.put(topic(i), counts.get(i));
    }
    return topics;
  }

  /** Members whose subscriptions are the bits of a number. */
  private static SortedMap<String, MemberSpec> members(
      List<Integer> subscriptions, Map<String, Partitions> current) {
    SortedMap<String, MemberSpec> members = new TreeMap<>();
    for (int i = 0; i < subscriptions.size(); i++) {
      Set<Uuid> ids = new HashSet<>();
      for (int bit = 0; bit < 4; bit++) {
        if ((subscriptions.get(i) >> bit & 1) == 1) {
          ids.add(topic(bit));
        }
      }
      String memberId = "m" + i;
      members.put(
          memberId, new MemberSpec(null, ids, current.getOrDefault(memberId, Partitions.NONE)));
    }
    return members;
  }

  private static void checkComplete(
      SortedMap<String, MemberSpec> members,
      Map<Uuid, Integer> topics,
      Map<String, Partitions> assignment) {
    assertThat(assignment.keySet()).isEqualTo(members.keySet());
    Map<Uuid, Set<Integer>> seen = new HashMap<>();
    assignment.forEach(
        (memberId, partitions) ->
            partitions.forEach(
                (topic, number) -> {
                  assertThat(members.get(memberId)).isNotNull();
                  assertThat(members.get(memberId).topics()).contains(topic);
                  assertThat(seen.computeIfAbsent(topic, id -> new HashSet<>()).add(number))
                      .as("one owner")
                      .isTrue();
                }));
    topics.forEach(
        (topic, count) -> {
          boolean wanted =
              members.values().stream().anyMatch(each -> each.topics().contains(topic));
          assertThat(seen.getOrDefault(topic, Set.of())).hasSize(wanted ? count : 0);
        });
  }

  @Property
  void everyPartitionHasExactlyOneOwnerThatWantsIt(
      @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 12) Integer> counts,
      @ForAll @Size(max = 6) List<@IntRange(max = 15) Integer> subscriptions,
      @ForAll @Size(max = 6) List<@IntRange(max = 15) Integer> later) {
    Map<Uuid, Integer> topics = topics(counts);
    for (Assignor assignor : List.of(RANGE, UNIFORM)) {
      var first = members(subscriptions, Map.of());
      Map<String, Partitions> before = assignor.assign(first, topics);
      checkComplete(first, topics, before);

      var second = members(later, before);
      checkComplete(second, topics, assignor.assign(second, topics));
    }
  }

  @Property
  void equalSubscriptionsGetEqualShares(
      @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 12) Integer> counts,
      @ForAll @IntRange(min = 1, max = 7) int size) {
    var members = members(Collections.nCopies(size, 15), Map.of());

    Map<String, Partitions> assignment = UNIFORM.assign(members, topics(counts));

    int most = assignment.values().stream().mapToInt(Partitions::count).max().orElse(0);
    int least = assignment.values().stream().mapToInt(Partitions::count).min().orElse(0);
    assertThat(most - least).isLessThanOrEqualTo(1);
  }

  @Property
  void nothingMovesWhenNothingChanges(
      @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 12) Integer> counts,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 15) Integer> subscriptions) {
    Map<Uuid, Integer> topics = topics(counts);
    for (Assignor assignor : List.of(RANGE, UNIFORM)) {
      Map<String, Partitions> first = assignor.assign(members(subscriptions, Map.of()), topics);

      assertThat(assignor.assign(members(subscriptions, first), topics)).isEqualTo(first);
    }
  }

  @Property
  void aNewMemberTakesNoMoreThanItsShare(
      @ForAll @IntRange(min = 1, max = 6) int size, @ForAll @IntRange(max = 40) int count) {
    Map<Uuid, Integer> topics = Map.of(topic(0), count);
    Map<String, Partitions> before =
        UNIFORM.assign(members(Collections.nCopies(size, 1), Map.of()), topics);

    Map<String, Partitions> after =
        UNIFORM.assign(members(Collections.nCopies(size + 1, 1), before), topics);

    int moved =
        before.entrySet().stream()
            .mapToInt(
                each ->
                    each.getValue()
                        .minus(after.getOrDefault(each.getKey(), Partitions.NONE))
                        .count())
            .sum();
    assertThat(moved).isLessThanOrEqualTo(count / (size + 1) + 1);
  }
}
