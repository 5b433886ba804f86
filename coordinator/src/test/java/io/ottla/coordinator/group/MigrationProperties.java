package io.ottla.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for a group whose members speak either protocol, whatever they do. */
class MigrationProperties {
  private static final int HEARTBEAT_MS = 500;

  /** A consumer of the new protocol. */
  private static final class ConsumerClient {
    private final GroupHarness harness;
    private final Uuid topic;
    private final String memberId;
    private final Set<Integer> owned = new TreeSet<>();
    private int epoch;

    ConsumerClient(GroupHarness harness, String memberId) {
      this.harness = harness;
      this.topic = Objects.requireNonNull(harness.topics.byName("t")).id();
      this.memberId = memberId;
    }

    void poll() {
      ConsumerGroupHeartbeatResponse response = send(epoch);
      if (ErrorCode.of(response.errorCode()) != ErrorCode.NONE) {
        owned.clear();
        epoch = 0;
        response = send(epoch);
      }
      assertThat(ErrorCode.of(response.errorCode())).isEqualTo(ErrorCode.NONE);
      epoch = response.memberEpoch();
      if (response.assignment() != null) {
        owned.clear();
        owned.addAll(ConsumerRequests.partitions(response));
      }
    }

    void leave() {
      send(-1);
    }

    private ConsumerGroupHeartbeatResponse send(int memberEpoch) {
      return ConsumerRequests.heartbeat(
          harness,
          ConsumerRequests.full(memberId, memberEpoch)
              .topicPartitions(ConsumerRequests.owned(topic, owned))
              .build());
    }
  }

  /** A group and its clients. */
  private static final class Life {
    private final GroupHarness harness = new GroupHarness();
    private final List<ClassicClient> classic = new ArrayList<>();
    private final List<ConsumerClient> consumers = new ArrayList<>();
    private int nextMember;

    void step(int number) {
      int which = number / 8;
      switch (number % 8) {
        case 0 -> classic.add(new ClassicClient(harness));
        case 1 -> consumers.add(new ConsumerClient(harness, "c" + nextMember++));
        case 2 -> {
          if (!classic.isEmpty()) {
            ErrorCode unused = classic.remove(which % classic.size()).leave();
          }
        }
        case 3 -> {
          if (!consumers.isEmpty()) {
            consumers.remove(which % consumers.size()).leave();
          }
        }
        default -> pollOne(which);
      }
      checkOneOwner();
    }

    private void pollOne(int which) {
      int count = classic.size() + consumers.size();
      if (count == 0) {
        return;
      }
      int index = which % count;
      if (index < classic.size()) {
        classic.get(index).poll();
      } else {
        consumers.get(index - classic.size()).poll();
      }
    }

    void pollAll() {
      for (ClassicClient client : classic) {
        client.poll();
        checkOneOwner();
      }
      for (ConsumerClient client : consumers) {
        client.poll();
        checkOneOwner();
      }
      harness.advanceMs(HEARTBEAT_MS);
    }

    private void checkOneOwner() {
      List<Integer> all = owned();
      assertThat(new HashSet<>(all)).as("partitions with two owners").hasSize(all.size());
    }

    private List<Integer> owned() {
      List<Integer> all = new ArrayList<>();
      classic.forEach(client -> all.addAll(client.owned()));
      consumers.forEach(client -> all.addAll(client.owned));
      return all;
    }
  }

  @Property(tries = 300)
  void aPartitionHasOneOwnerAndInTheEndExactlyOne(
      @ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();
    steps.forEach(life::step);
    life.step(0);

    for (int round = 0; round < 140; round++) {
      life.pollAll();
    }

    assertThat(life.owned()).containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
