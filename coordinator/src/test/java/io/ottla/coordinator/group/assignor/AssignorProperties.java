package io.ottla.coordinator.group.assignor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Assignor.MemberSpec;
import io.ottla.coordinator.group.assignor.Assignor.Racks;
import io.ottla.wire.protocol.Uuid;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private static String rack(int number) {
    return "r" + number % 3;
  }

  /** Partition 0 has a replica in rack 0, partition 1 in rack 1, and so on. */
  private static final Racks ONE_REPLICA = (topic, partition) -> Set.of(rack(partition));

  private static final List<Racks> WHEREABOUTS =
      List.of(
          Racks.UNKNOWN,
          ONE_REPLICA,
          (topic, partition) ->
              new HashSet<>(
                  List.of(
                      rack(partition), rack((int) topic.leastSignificantBits() + partition + 1))));

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
          memberId,
          new MemberSpec(
              null,
              i % 4 == 3 ? null : rack(i),
              ids,
              current.getOrDefault(memberId, Partitions.NONE)));
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
      for (Racks racks : WHEREABOUTS) {
        var first = members(subscriptions, Map.of());
        Map<String, Partitions> before = assignor.assign(first, topics, racks);
        checkComplete(first, topics, before);

        var second = members(later, before);
        checkComplete(second, topics, assignor.assign(second, topics, racks));
      }
    }
  }

  @Property
  void equalSubscriptionsGetEqualShares(
      @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 12) Integer> counts,
      @ForAll @IntRange(min = 1, max = 7) int size) {
    var members = members(Collections.nCopies(size, 15), Map.of());

    for (Racks racks : WHEREABOUTS) {
      checkEqualShares(UNIFORM.assign(members, topics(counts), racks));
    }
  }

  private static void checkEqualShares(Map<String, Partitions> assignment) {
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
      for (Racks racks : WHEREABOUTS) {
        Map<String, Partitions> first =
            assignor.assign(members(subscriptions, Map.of()), topics, racks);

        assertThat(assignor.assign(members(subscriptions, first), topics, racks)).isEqualTo(first);
      }
    }
  }

  @Property
  void aNewMemberTakesNoMoreThanItsShare(
      @ForAll @IntRange(min = 1, max = 6) int size, @ForAll @IntRange(max = 40) int count) {
    Map<Uuid, Integer> topics = Map.of(topic(0), count);
    Map<String, Partitions> before =
        UNIFORM.assign(members(Collections.nCopies(size, 1), Map.of()), topics, Racks.UNKNOWN);

    Map<String, Partitions> after =
        UNIFORM.assign(members(Collections.nCopies(size + 1, 1), before), topics, Racks.UNKNOWN);

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

  @Property
  void everyoneReadsFromItsOwnRackWhereThatCanBe(
      @ForAll @IntRange(min = 1, max = 4) int membersPerRack,
      @ForAll @IntRange(min = 1, max = 5) int partitionsEach) {
    Map<Uuid, Integer> topics = Map.of(topic(0), 3 * membersPerRack * partitionsEach);
    SortedMap<String, MemberSpec> members = new TreeMap<>();
    for (int i = 0; i < 3 * membersPerRack; i++) {
      members.put("m" + i, new MemberSpec(null, rack(i), Set.of(topic(0)), Partitions.NONE));
    }
    for (Assignor assignor : List.of(RANGE, UNIFORM)) {
      checkNear(members, assignor.assign(members, topics, ONE_REPLICA));
    }
  }

  @Property
  void whoSubscribesToLessReadsFromItsOwnRackToo(@ForAll @IntRange(min = 1, max = 9) int each) {
    Map<Uuid, Integer> topics = Map.of(topic(0), 3 * each, topic(1), 3 * each);
    SortedMap<String, MemberSpec> members = new TreeMap<>();
    for (int i = 0; i < 6; i++) {
      Uuid subscribed = topic(i / 3);
      members.put("m" + i, new MemberSpec(null, rack(i), Set.of(subscribed), Partitions.NONE));
    }

    checkNear(members, UNIFORM.assign(members, topics, ONE_REPLICA));
  }

  private static void checkNear(
      SortedMap<String, MemberSpec> members, Map<String, Partitions> assignment) {
    assignment.forEach(
        (memberId, partitions) ->
            partitions.forEach(
                (topic, partition) ->
                    assertThat(rack(partition))
                        .isEqualTo(Objects.requireNonNull(members.get(memberId)).rackId())));
  }

  @Property
  void theSharesOfTopicsThatAreAlikeAreTheSame(
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 1, max = 7) int size) {
    Map<Uuid, Integer> topics = Map.of(topic(0), count, topic(1), count);
    var members = members(Collections.nCopies(size, 3), Map.of());
    for (Racks racks : WHEREABOUTS) {
      RANGE
          .assign(members, topics, racks)
          .values()
          .forEach(
              partitions -> assertThat(partitions.of(topic(0))).isEqualTo(partitions.of(topic(1))));
    }
  }
}
