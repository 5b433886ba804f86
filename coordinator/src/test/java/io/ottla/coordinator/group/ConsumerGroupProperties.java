package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for a consumer group whatever its members do. */
class ConsumerGroupProperties {
  /** Members that own what they were given until they were told to give it up. */
  private static final class Life {
    private final GroupHarness harness = new GroupHarness();
    private final Uuid topic = Objects.requireNonNull(harness.topics.byName("t")).id();
    private final Map<String, Integer> epochs = new TreeMap<>();
    private final Map<String, Set<Integer>> owned = new HashMap<>();
    private int nextMember;

    void step(int number) {
      int choice = number % 8;
      if (epochs.isEmpty() || choice == 0) {
        join("m" + nextMember++);
      } else if (choice == 1) {
        leave(pick(number / 8));
      } else if (choice == 2) {
        restart(number / 8 % 2 == 0);
      } else if (choice == 3) {
        moveRack(pick(number / 8), number);
      } else {
        stay(pick(number / 8));
      }
      checkOneOwner();
    }

    private String pick(int number) {
      return List.copyOf(epochs.keySet()).get(number % epochs.size());
    }

    private void restart(boolean compacted) {
      DescribedGroup before = ConsumerRequests.describe(harness);
      if (compacted) {
        harness.compact();
      }
      harness.restart();
      assertThat(ConsumerRequests.describe(harness)).isEqualTo(before);
    }

    private void join(String memberId) {
      owned.put(memberId, new TreeSet<>());
      apply(memberId, send(joining(memberId).build()));
    }

    void stay(String memberId) {
      Set<Integer> has = owned.getOrDefault(memberId, Set.of());
      int epoch = epochs.getOrDefault(memberId, 0);
      apply(
          memberId,
          send(
              staying(memberId, epoch)
                  .topicPartitions(ConsumerRequests.owned(topic, has))
                  .build()));
    }

    /** The member is written again, and nothing else of it. */
    private void moveRack(String memberId, int number) {
      int epoch = epochs.getOrDefault(memberId, 0);
      apply(memberId, send(staying(memberId, epoch).rackId("rack " + number).build()));
    }

    private void leave(String memberId) {
      epochs.remove(memberId);
      owned.remove(memberId);
      send(staying(memberId, -1).build());
    }

    private void apply(String memberId, ConsumerGroupHeartbeatResponse response) {
      assertThat(ErrorCode.of(response.errorCode())).isEqualTo(ErrorCode.NONE);
      epochs.put(memberId, response.memberEpoch());
      if (response.assignment() != null) {
        owned.put(memberId, new TreeSet<>(ConsumerRequests.partitions(response)));
      }
    }

    private ConsumerGroupHeartbeatResponse send(ConsumerGroupHeartbeatRequest request) {
      return ConsumerRequests.heartbeat(harness, request);
    }

    private void checkOneOwner() {
      Set<Integer> seen = new HashSet<>();
      owned.forEach(
          (memberId, partitions) ->
              partitions.forEach(
                  partition -> assertThat(seen.add(partition)).as("one owner").isTrue()));
    }
  }

  @Property
  void aPartitionNeverHasTwoOwnersAndARestartChangesNothing(
      @ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();

    steps.forEach(life::step);
  }

  @Property
  void theAssignmentConverges(@ForAll @Size(max = 40) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();
    steps.forEach(life::step);
    life.join("last");

    for (int round = 0; round < 6; round++) {
      List.copyOf(life.epochs.keySet()).forEach(life::stay);
    }

    assertThat(life.owned.values().stream().mapToInt(Set::size).sum()).isEqualTo(4);
    assertThat(new HashSet<>(life.epochs.values())).hasSize(1);
  }
}
