package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.full;
import static io.ottla.coordinator.group.ConsumerRequests.heartbeat;
import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;
import static io.ottla.coordinator.group.GroupHarness.commitRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.GroupCoordinator.TransactionEnd;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * A committed offset changes when a command that was accepted says so, and at no other time:
 * whoever commits, and wherever the coordinator's log ends when its broker is killed.
 */
class CommittedOffsetProperties {
  private static final long DAY_MS = 86_400_000;

  /**
   * What the commands that were written ask for. A transactional offset takes its turn where it was
   * written, not where its transaction ends.
   *
   * @param committed by partition
   * @param pending by producer and partition
   */
  private record Asked(Map<Integer, Commit> committed, Map<Long, Map<Integer, Commit>> pending) {
    private record Commit(int turn, long offset, long timeMs) {}

    static Asked nothing() {
      return new Asked(new TreeMap<>(), new TreeMap<>());
    }

    Asked copy() {
      Asked copy = nothing();
      copy.committed.putAll(committed);
      pending.forEach((producer, offsets) -> copy.pending.put(producer, new TreeMap<>(offsets)));
      return copy;
    }

    void end(long producerId, boolean commit) {
      Map<Integer, Commit> taken = pending.remove(producerId);
      if (taken != null && commit) {
        taken.forEach(
            (partition, offset) ->
                committed.merge(
                    partition, offset, (old, late) -> old.turn() > late.turn() ? old : late));
      }
    }

    void delete(int partition) {
      committed.remove(partition);
      pending.values().forEach(offsets -> offsets.remove(partition));
    }

    boolean isPending(int partition) {
      return pending.values().stream().anyMatch(offsets -> offsets.containsKey(partition));
    }

    Map<Integer, Long> offsets() {
      Map<Integer, Long> offsets = new TreeMap<>();
      committed.forEach((partition, commit) -> offsets.put(partition, commit.offset()));
      return offsets;
    }
  }

  /** A group, whoever commits its offsets, and the log behind it. */
  private static final class Life {
    private final GroupHarness harness = new GroupHarness();
    private final List<ClassicClient> classic = new ArrayList<>();
    private final Map<String, Integer> epochs = new TreeMap<>();
    private final TreeMap<Integer, Asked> byBatchCount = new TreeMap<>(Map.of(0, Asked.nothing()));
    private Asked asked = Asked.nothing();
    private boolean held;
    private int turn;

    void step(int choice) {
      int argument = choice / 16;
      int partition = argument % 4;
      turn++;
      switch (choice % 16) {
        case 0 -> pollClassic(argument);
        case 1 -> pollConsumer("c" + argument % 2);
        case 2 -> leave(argument);
        case 3 -> commitAsClassic(argument, partition);
        case 4 -> commitAsConsumer(argument, partition);
        case 5 -> commit(8, commitRequest(partition, argument).build(), partition, argument);
        case 6, 7 -> commitInTransaction(argument % 3, partition, argument);
        case 8 -> endTransaction(argument % 3, argument % 2 == 0);
        case 9 -> deleteOffset(partition);
        case 10 -> deleteGroup();
        case 11 -> deleteTopic(argument);
        case 12 -> wait(argument);
        case 13 -> hold();
        case 14 -> release();
        default -> crash(argument);
      }
      byBatchCount.put(harness.log.batchCount(), asked.copy());
      if (!held) {
        check();
      }
    }

    private void check() {
      Map<Integer, Long> offsets = new TreeMap<>();
      harness
          .offsets()
          .forEach((partition, each) -> offsets.put(partition, each.committedOffset()));
      assertThat(offsets).isEqualTo(asked.offsets());
    }

    // ---- members, who speak only while the log commits

    private void pollClassic(int argument) {
      release();
      if (classic.size() < 2) {
        classic.add(new ClassicClient(harness));
      }
      classic.get(argument % classic.size()).poll();
    }

    private void pollConsumer(String memberId) {
      release();
      Integer epoch = epochs.get(memberId);
      ConsumerGroupHeartbeatResponse response =
          heartbeat(harness, (epoch == null ? joining(memberId) : full(memberId, epoch)).build());
      if (response.errorCode() == ErrorCode.NONE.code()) {
        epochs.put(memberId, response.memberEpoch());
      } else {
        epochs.remove(memberId);
      }
    }

    private void leave(int argument) {
      release();
      if (argument % 2 == 0 && !classic.isEmpty()) {
        ErrorCode unused = classic.remove(0).leave();
      } else if (!epochs.isEmpty()) {
        String memberId = epochs.keySet().iterator().next();
        epochs.remove(memberId);
        heartbeat(harness, staying(memberId, -1).build());
      }
    }

    private void commitAsClassic(int argument, int partition) {
      if (!classic.isEmpty()) {
        ClassicClient client = classic.get(argument % classic.size());
        commit(
            8,
            commitRequest(partition, argument)
                .memberId(client.memberId())
                .generationIdOrMemberEpoch(client.generation())
                .build(),
            partition,
            argument);
      }
    }

    private void commitAsConsumer(int argument, int partition) {
      String memberId = "c" + argument % 2;
      int epoch = epochs.getOrDefault(memberId, 1);
      commit(
          argument % 5 == 0 ? 8 : 9,
          commitRequest(partition, argument)
              .memberId(memberId)
              .generationIdOrMemberEpoch(epoch)
              .build(),
          partition,
          argument);
    }

    // ---- what may be said at any time; it counts once it is in the log

    private void commit(int apiVersion, OffsetCommitRequest request, int partition, long offset) {
      int before = harness.log.batchCount();
      var answer = harness.commit(apiVersion, request);
      boolean written = harness.log.batchCount() > before;
      if (written) {
        asked.committed().put(partition, made(offset));
      }
      if (answer.isThere()) {
        assertThat(GroupHarness.errorOf(answer.get()) == ErrorCode.NONE).isEqualTo(written);
      }
    }

    private Asked.Commit made(long offset) {
      return new Asked.Commit(turn, offset, harness.clock.wallMs());
    }

    private void commitInTransaction(long producerId, int partition, long offset) {
      TxnOffsetCommitRequest request =
          TxnOffsetCommitRequest.builder()
              .groupId(GROUP)
              .producerId(producerId)
              .topics(
                  List.of(
                      new TxnOffsetCommitRequestTopic(
                          "t",
                          Uuid.ZERO,
                          List.of(new TxnOffsetCommitRequestPartition(partition, offset, -1, "")))))
              .build();
      int before = harness.log.batchCount();
      harness.coordinator.commitTransactionalOffsets(caller(3), request, new Answer<>());
      harness.loop.runAll();
      if (harness.log.batchCount() > before) {
        asked
            .pending()
            .computeIfAbsent(producerId, unused -> new TreeMap<>())
            .put(partition, made(offset));
      }
    }

    private void endTransaction(long producerId, boolean commit) {
      harness.coordinator.endTransaction(
          0, new TransactionEnd(producerId, (short) 0, 1, commit), new Answer<>());
      harness.loop.runAll();
      asked.end(producerId, commit);
    }

    private void deleteOffset(int partition) {
      OffsetDeleteRequest request =
          new OffsetDeleteRequest(
              GROUP,
              List.of(
                  new OffsetDeleteRequestTopic(
                      "t", List.of(new OffsetDeleteRequestPartition(partition)))));
      int before = harness.log.batchCount();
      harness.coordinator.deleteOffsets(caller(0), request, new Answer<>());
      harness.loop.runAll();
      if (harness.log.batchCount() > before) {
        asked.delete(partition);
      }
    }

    private void deleteGroup() {
      release();
      if (harness.delete(GROUP) == ErrorCode.NONE) {
        asked = Asked.nothing();
      }
    }

    private void deleteTopic(int argument) {
      if (argument % 4 == 0) {
        Uuid id = Objects.requireNonNull(harness.topics.byName("t")).id();
        harness.coordinator.onTopicsDeleted(Map.of("t", id));
        harness.loop.runAll();
        asked = Asked.nothing();
      }
    }

    /** Time passes: what is unused for longer than offsets are kept may go, and nothing else. */
    private void wait(int argument) {
      release();
      harness.advanceMs(argument % 4 == 0 ? 3 * DAY_MS : 5_000L * argument % 60_000);
      long oldestMs = harness.clock.wallMs() - GroupConfig.DEFAULT.offsets().retentionMs();
      boolean isUnused = emptySinceMs() <= oldestMs;
      Map<Integer, ?> left = harness.offsets();
      asked
          .committed()
          .entrySet()
          .removeIf(
              each ->
                  !left.containsKey(each.getKey())
                      && !asked.isPending(each.getKey())
                      && (isUnused || each.getValue().timeMs() <= oldestMs));
    }

    /** KIP-211: a classic group that has had members keeps offsets from its last one on. */
    private long emptySinceMs() {
      return harness.log.records(GroupRecords.CODEC, 0).stream()
          .filter(record -> record.message() instanceof GroupMetadataValue)
          .map(record -> (GroupMetadataValue) record.message())
          .reduce((before, after) -> after)
          .filter(last -> last.members().isEmpty() && !last.protocolType().isEmpty())
          .map(GroupMetadataValue::currentStateTimestamp)
          .orElse(Long.MAX_VALUE);
    }

    // ---- the log

    private void hold() {
      harness.log.holdCommits();
      held = true;
    }

    private void release() {
      harness.coordinator.onHighWatermark(0, harness.log.releaseCommits());
      harness.loop.runAll();
      held = false;
    }

    /** The broker is killed; the log ends anywhere behind what was committed. */
    private void crash(int argument) {
      int committed = harness.log.committedBatchCount();
      int kept = committed + argument % (harness.log.batchCount() - committed + 1);
      harness.restart(kept);
      asked = Objects.requireNonNull(byBatchCount.floorEntry(kept)).getValue().copy();
      byBatchCount.tailMap(kept, false).clear();
      classic.clear();
      held = false;
    }
  }

  @Property
  void aCommittedOffsetNeverGoesBackUnlessAsked(
      @ForAll @Size(max = 80) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();

    steps.forEach(life::step);
  }

  @Property(tries = 100)
  void everyBeginningOfTheLogGivesTheOffsetsOfItsTime(
      @ForAll @Size(max = 40) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();
    steps.forEach(life::step);
    life.release();

    for (int kept : life.byBatchCount.descendingKeySet()) {
      life.harness.restart(kept);
      life.asked = Objects.requireNonNull(life.byBatchCount.get(kept));
      life.check();
    }
  }
}
