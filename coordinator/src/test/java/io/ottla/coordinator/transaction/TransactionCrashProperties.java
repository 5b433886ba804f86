package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.FakeShardLog;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.FakeMarkerSender.Sent;
import io.ottla.coordinator.transaction.TransactionCoordinator.Append;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ErrorCode;
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
import org.jspecify.annotations.Nullable;

/**
 * One transactional id that writes to partitions and to the offset of a group, while the brokers of
 * the transaction's and of the group's coordinator are killed between any two steps. Each leaves a
 * log that ends anywhere between what was committed and what was written.
 */
class TransactionCrashProperties {
  /** What a producer has under way. Whatever it is not told the end of, it does not rely on. */
  private static final class Client {
    private final boolean newProtocol;
    private final long producerId;
    private int epoch;
    private boolean broken;
    private @Nullable Boolean asked;

    Client(boolean newProtocol, InitProducerIdResponse begun) {
      this.newProtocol = newProtocol;
      this.producerId = begun.producerId();
      this.epoch = begun.producerEpoch();
    }

    int endVersion() {
      return newProtocol ? 5 : 4;
    }
  }

  /** The partitions and the group, and what became of each transaction in them. */
  private static final class World {
    private final TransactionHarness harness = new TransactionHarness();
    private final OffsetsPartition offsets = new OffsetsPartition(harness.clock, harness.topics);
    private final Map<TopicPartition, Integer> open = new HashMap<>();
    private final Map<Integer, Set<Boolean>> ends = new TreeMap<>();
    private final Map<Integer, Boolean> answered = new HashMap<>();
    private final Set<Integer> commitsAsked = new HashSet<>();
    private final Set<Integer> writers = new HashSet<>();
    private final Set<Integer> offsetWriters = new TreeSet<>();
    private @Nullable Client client;
    private int number;

    void step(int choice) {
      int argument = choice / 16;
      switch (choice % 16) {
        case 0 -> begin(argument % 2 == 0);
        case 1, 2, 3 -> write(new TopicPartition("t", argument % 4));
        case 4, 5 -> write(OffsetsPartition.NAME);
        case 6, 7 -> end(argument % 3 != 0);
        case 8, 9, 10 -> deliver(argument);
        case 11 -> harness.log.holdCommits();
        case 12 -> offsets.log().holdCommits();
        case 13 -> release();
        case 14 -> harness.restart(kept(harness.log, argument));
        default -> offsets.crash(kept(offsets.log(), argument));
      }
      ends.forEach((transaction, its) -> assertThat(its).as("ends of %s", transaction).hasSize(1));
    }

    private static int kept(FakeShardLog log, int choice) {
      int committed = log.committedBatchCount();
      return committed + choice % (log.batchCount() - committed + 1);
    }

    private void begin(boolean newProtocol) {
      Answer<InitProducerIdResponse> answer =
          harness.initializing(
              5,
              InitProducerIdRequest.builder()
                  .transactionalId(TransactionHarness.ID)
                  .transactionTimeoutMs(TransactionHarness.TIMEOUT_MS)
                  .build());
      boolean begun = answer.isThere() && answer.get().errorCode() == ErrorCode.NONE.code();
      client = begun ? new Client(newProtocol, answer.get()) : null;
      number++;
    }

    private void write(TopicPartition partition) {
      Client by = client;
      if (by == null || by.asked != null) {
        return;
      }
      boolean accepted =
          by.newProtocol
              ? may(by, partition, true)
              : add(by, partition) && may(by, partition, false);
      if (!accepted) {
        by.broken = true;
        return;
      }
      writers.add(number);
      open.put(partition, number);
      if (partition.equals(OffsetsPartition.NAME)) {
        if (offsets.commit(by.producerId, by.epoch, number)) {
          offsetWriters.add(number);
        } else {
          by.broken = true;
        }
      }
    }

    private boolean add(Client by, TopicPartition partition) {
      return partition.equals(OffsetsPartition.NAME)
          ? harness.addOffsets(by.producerId, by.epoch, partition)
          : harness.tryAdd(by.producerId, by.epoch, partition.partition());
    }

    private boolean may(Client by, TopicPartition partition, boolean adds) {
      Answer<Map<TopicPartition, ErrorCode>> answer =
          harness.askingBeforeAppend(
              new Append(
                  TransactionHarness.ID, by.producerId, (short) by.epoch, Set.of(partition), adds));
      return answer.isThere() && answer.get().get(partition) == ErrorCode.NONE;
    }

    private void end(boolean commit) {
      Client by = client;
      if (by == null) {
        return;
      }
      if (by.asked == null) {
        by.asked = commit && !by.broken;
      }
      if (by.asked) {
        commitsAsked.add(number);
      }
      Answer<EndTxnResponse> answer =
          harness.ending(by.endVersion(), by.producerId, by.epoch, by.asked);
      if (!answer.isThere()) {
        return;
      }
      ErrorCode error = ErrorCode.of(answer.get().errorCode());
      if (error == ErrorCode.NONE) {
        answered.put(number, by.asked);
        client = by.newProtocol ? new Client(true, after(answer.get())) : by;
        by.asked = null;
        by.broken = false;
        number++;
      } else if (error != ErrorCode.CONCURRENT_TRANSACTIONS) {
        client = null;
      }
    }

    private static InitProducerIdResponse after(EndTxnResponse ended) {
      return InitProducerIdResponse.builder()
          .producerId(ended.producerId())
          .producerEpoch(ended.producerEpoch())
          .build();
    }

    /** Some markers of a request arrive, and of those that do some acknowledgements are lost. */
    private void deliver(int choice) {
      if (harness.markers.waiting() == 0) {
        harness.loop.advanceMs(7_000);
        return;
      }
      Sent sent = harness.markers.take();
      Map<TopicPartition, ErrorCode> results = new HashMap<>();
      for (TopicPartition partition : sent.partitions()) {
        int luck = Math.floorMod(choice * 31 + partition.hashCode(), 4);
        boolean told = luck != 0 && mark(partition, sent) && luck != 1;
        results.put(partition, told ? ErrorCode.NONE : ErrorCode.REQUEST_TIMED_OUT);
      }
      sent.done().accept(results);
      harness.loop.advanceMs(1_000);
    }

    private boolean mark(TopicPartition partition, Sent sent) {
      boolean told = !partition.equals(OffsetsPartition.NAME) || offsets.end(sent.marker());
      Integer ended = open.get(partition);
      if (ended != null) {
        ends.computeIfAbsent(ended, unused -> new HashSet<>()).add(sent.marker().commit());
      }
      if (told) {
        open.remove(partition);
      }
      return told;
    }

    private void release() {
      harness.releaseCommits();
      offsets.releaseCommits();
    }

    /** No more crashes: what is open times out, and every marker arrives. */
    void settle() {
      release();
      for (int i = 0; i < 8; i++) {
        harness.loop.advanceMs(20_000);
        while (harness.markers.waiting() > 0) {
          Sent sent = harness.markers.take();
          Map<TopicPartition, ErrorCode> results = new HashMap<>();
          for (TopicPartition partition : sent.partitions()) {
            results.put(
                partition, mark(partition, sent) ? ErrorCode.NONE : ErrorCode.UNKNOWN_SERVER_ERROR);
          }
          sent.done().accept(results);
          harness.loop.runAll();
        }
      }
    }

    void check() {
      assertThat(open).as("partitions that wait for a marker").isEmpty();
      assertThat(ends.keySet()).as("transactions that ended").isEqualTo(writers);
      ends.forEach(
          (transaction, its) -> {
            assertThat(its).as("ends of %s", transaction).hasSize(1);
            if (its.contains(true)) {
              assertThat(commitsAsked).contains(transaction);
            }
          });
      answered.forEach(
          (transaction, commit) ->
              assertThat(ends.getOrDefault(transaction, Set.of(commit)))
                  .as("end of %s, as it was answered", transaction)
                  .containsExactly(commit));
      long last = -1;
      for (int transaction : offsetWriters) {
        last = Objects.requireNonNull(ends.get(transaction)).contains(true) ? transaction : last;
      }
      assertThat(offsets.stableOffset().errorCode()).isEqualTo(ErrorCode.NONE.code());
      assertThat(offsets.stableOffset().committedOffset()).isEqualTo(last);
    }
  }

  @Property
  void partitionsAndOffsetsOfAGroupAgreeOnTheEndWhereverABrokerIsKilled(
      @ForAll @Size(min = 10, max = 120) List<@IntRange(max = 10_000) Integer> steps) {
    World world = new World();

    steps.forEach(world::step);
    world.settle();

    world.check();
  }
}
