package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.FakeMarkerSender.Sent;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A broker that is killed at any point of a transaction's end, and whoever comes back to it. */
class TransactionCrashProperties {
  /** Where the broker is killed. */
  enum Crash {
    BEFORE_THE_END_IS_ASKED_FOR,
    BEFORE_THE_DECISION_IS_COMMITTED,
    BEFORE_MARKERS_ARE_ACKNOWLEDGED,
    BEFORE_THE_COMPLETION_IS_COMMITTED,
    NEVER
  }

  /**
   * One transaction.
   *
   * @param writesTo partitions, as bits
   * @param reached partitions that the markers reach before the crash
   * @param written whether what was not committed is there after the crash
   * @param successor whether another producer takes over, or the same one asks again
   */
  record Plan(
      boolean newProtocol,
      boolean commit,
      int writesTo,
      Crash crash,
      int reached,
      boolean written,
      boolean successor) {}

  @Provide
  static Arbitrary<Plan> plans() {
    Arbitrary<Boolean> maybe = Arbitraries.of(true, false);
    return Combinators.combine(
            maybe,
            maybe,
            Arbitraries.integers().between(1, 15),
            Arbitraries.of(Crash.class),
            Arbitraries.integers().between(0, 4),
            maybe,
            maybe)
        .as(Plan::new);
  }

  /** The partitions, and what became of each transaction in them. */
  private static final class World {
    private final TransactionHarness harness = new TransactionHarness();
    private final Map<TopicPartition, Integer> open = new HashMap<>();
    private final Map<Integer, Set<Boolean>> ends = new HashMap<>();
    private int number;
    private long producerId;
    private int epoch;

    private void begin() {
      harness.log.commitAll();
      InitProducerIdResponse begun = harness.init();
      while (begun.errorCode() != ErrorCode.NONE.code()) {
        settle();
        begun = harness.init();
      }
      producerId = begun.producerId();
      epoch = begun.producerEpoch();
    }

    void live(Plan plan) {
      number++;
      begin();
      for (int partition = 0; partition < 4; partition++) {
        if ((plan.writesTo() >> partition & 1) == 1) {
          write(partition, plan.newProtocol());
        }
      }
      boolean answered = end(plan);
      settle();
      if (plan.crash() != Crash.NEVER && plan.successor()) {
        begin();
      } else if (!answered) {
        assertThat(harness.end(version(plan), producerId, epoch, plan.commit()))
            .isEqualTo(ErrorCode.NONE);
        answered = true;
      }
      settle();
      assertThat(open).as("partitions that wait for a marker").isEmpty();
      assertThat(ends.get(number)).as("ends of one transaction").hasSize(1);
      if (answered) {
        assertThat(ends.get(number)).containsExactly(plan.commit());
      }
    }

    private void write(int partition, boolean newProtocol) {
      ErrorCode error =
          newProtocol
              ? harness.beforeAppend(producerId, epoch, partition, true)
              : harness.add(producerId, epoch, partition);
      assertThat(error).isEqualTo(ErrorCode.NONE);
      open.put(new TopicPartition("t", partition), number);
    }

    /** Asks for the end and kills the broker on the way; whether the client was told that it is. */
    private boolean end(Plan plan) {
      if (plan.crash() == Crash.BEFORE_THE_END_IS_ASKED_FOR) {
        harness.restart(plan.written());
        return false;
      }
      if (plan.crash() == Crash.BEFORE_THE_DECISION_IS_COMMITTED) {
        harness.log.holdCommits();
      }
      Answer<EndTxnResponse> answer =
          harness.ending(version(plan), producerId, epoch, plan.commit());
      boolean answered = answer.isThere();
      assertThat(answered).isEqualTo(plan.crash() != Crash.BEFORE_THE_DECISION_IS_COMMITTED);
      if (answered) {
        assertThat(answer.get().errorCode()).isEqualTo(ErrorCode.NONE.code());
        markersReach(plan.reached());
      }
      if (plan.crash() == Crash.BEFORE_THE_COMPLETION_IS_COMMITTED) {
        markersReach(4);
        harness.log.holdCommits();
        harness.markersArrive();
      }
      if (plan.crash() != Crash.NEVER) {
        harness.restart(plan.written());
      }
      return answered;
    }

    private static int version(Plan plan) {
      return plan.newProtocol() ? 5 : 4;
    }

    /** Markers are in the logs of so many partitions; nobody has heard of it. */
    private void markersReach(int partitions) {
      for (Sent sent : harness.markers.unanswered()) {
        List<TopicPartition> reached = new ArrayList<>(sent.partitions());
        for (TopicPartition partition : reached.subList(0, Math.min(partitions, reached.size()))) {
          Integer ended = open.remove(partition);
          if (ended != null) {
            ends.computeIfAbsent(ended, unused -> new HashSet<>()).add(sent.marker().commit());
          }
        }
      }
    }

    /** Whatever is on its way arrives. */
    private void settle() {
      for (int i = 0; i < 3; i++) {
        markersReach(4);
        harness.markersArrive();
        harness.loop.advanceMs(1_000);
      }
    }
  }

  @Property(tries = 500)
  void everyPartitionLearnsTheSameEndAndItIsTheOneThatWasAnswered(
      @ForAll @Size(min = 1, max = 5) List<@From("plans") Plan> plans) {
    World world = new World();

    plans.forEach(world::live);
  }
}
