package io.ottla.coordinator.group.assignor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Assignor.MemberSpec;
import io.ottla.coordinator.group.assignor.Assignor.Racks;
import io.ottla.wire.protocol.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssignorTest {
  private static final Uuid TOPIC = new Uuid(1, 1);
  private static final Uuid OTHER = new Uuid(1, 2);

  private final SortedMap<String, MemberSpec> members = new TreeMap<>();

  private void add(
      String memberId, @Nullable String instanceId, Partitions current, Uuid... topics) {
    members.put(memberId, new MemberSpec(instanceId, null, Set.of(topics), current));
  }

  private static Partitions partitions(Uuid topic, int... numbers) {
    Partitions.Builder builder = new Partitions.Builder();
    for (int number : numbers) {
      builder.add(topic, number);
    }
    return builder.build();
  }

  private Map<String, Partitions> assign(Assignor assignor, Map<Uuid, Integer> counts) {
    return assignor.assign(members, counts, Racks.UNKNOWN);
  }

  @Test
  void rangeGivesTheFirstToStaticMembersByTheNameOfTheirInstance() {
    add("a", null, Partitions.NONE, TOPIC);
    add("b", "second", Partitions.NONE, TOPIC);
    add("c", "first", Partitions.NONE, TOPIC);

    assertThat(assign(new RangeAssignor(), Map.of(TOPIC, 4)))
        .isEqualTo(
            Map.of(
                "c", partitions(TOPIC, 0, 1),
                "b", partitions(TOPIC, 2),
                "a", partitions(TOPIC, 3)));
  }

  @Test
  void rangeLeavesATopicWithoutSubscribersAlone() {
    add("a", null, Partitions.NONE, TOPIC);

    assertThat(assign(new RangeAssignor(), Map.of(TOPIC, 1, OTHER, 3)))
        .isEqualTo(Map.of("a", partitions(TOPIC, 0)));
  }

  @Test
  void uniformLeavesMembersWhatTheyHaveAndMayHave() {
    add("a", null, partitions(TOPIC, 2, 3), TOPIC);
    add("b", null, partitions(TOPIC, 0, 1), TOPIC);

    assertThat(assign(new UniformAssignor(), Map.of(TOPIC, 4)))
        .isEqualTo(Map.of("a", partitions(TOPIC, 2, 3), "b", partitions(TOPIC, 0, 1)));
  }

  @Test
  void uniformForgetsPartitionsThatAreGoneOrNotWanted() {
    add("a", null, partitions(TOPIC, 0, 7), TOPIC);
    add("b", null, partitions(OTHER, 0), TOPIC);

    assertThat(assign(new UniformAssignor(), Map.of(TOPIC, 2, OTHER, 1)))
        .isEqualTo(Map.of("a", partitions(TOPIC, 0), "b", partitions(TOPIC, 1)));
  }

  @Test
  void uniformGivesWhatTwoHaveToTheFirst() {
    add("a", null, partitions(TOPIC, 0), TOPIC);
    add("b", null, partitions(TOPIC, 0), TOPIC);

    assertThat(assign(new UniformAssignor(), Map.of(TOPIC, 2)))
        .isEqualTo(Map.of("a", partitions(TOPIC, 0), "b", partitions(TOPIC, 1)));
  }

  @Test
  void uniformBalancesMembersOfDifferentTopics() {
    add("a", null, Partitions.NONE, TOPIC, OTHER);
    add("b", null, Partitions.NONE, OTHER);

    assertThat(assign(new UniformAssignor(), Map.of(TOPIC, 2, OTHER, 2)))
        .isEqualTo(Map.of("a", partitions(TOPIC, 0, 1), "b", partitions(OTHER, 0, 1)));
  }

  @Test
  void aSetOfPartitionsHasNoTopicWithoutPartitions() {
    assertThat(partitions(TOPIC, 0).minus(partitions(TOPIC, 0))).isEqualTo(Partitions.NONE);
    assertThat(partitions(TOPIC, 0).of(OTHER)).isEmpty();
  }
}
