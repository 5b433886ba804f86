package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;
import static io.ottla.coordinator.group.GroupHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.RecordBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offsets that are committed in transactions. */
class TransactionalOffsetScenarios {
  private final GroupHarness harness = new GroupHarness();

  private TxnOffsetCommitRequest transactional(int partition, long offset) {
    return TxnOffsetCommitRequest.builder()
        .transactionalId("tx")
        .groupId(GROUP)
        .producerId(9)
        .producerEpoch((short) 2)
        .topics(
            List.of(
                new TxnOffsetCommitRequestTopic(
                    "t",
                    Uuid.ZERO,
                    List.of(new TxnOffsetCommitRequestPartition(partition, offset, -1, "")))))
        .build();
  }

  private ErrorCode commitTransactional(TxnOffsetCommitRequest request) {
    Answer<TxnOffsetCommitResponse> answer = new Answer<>();
    harness.coordinator.commitTransactionalOffsets(caller(5), request, answer);
    harness.loop.runAll();
    return error(answer.get().topics().get(0).partitions().get(0).errorCode());
  }

  private ErrorCode end(boolean commit) {
    Answer<ErrorCode> answer = new Answer<>();
    harness.coordinator.endTransaction(
        0, new GroupCoordinator.TransactionEnd(9, (short) 2, 1, commit), answer);
    harness.loop.runAll();
    return answer.get();
  }

  @Test
  void transactionalOffsetsCountOnceTheyAreCommitted() {
    harness.commit(1, 10);

    assertThat(commitTransactional(transactional(1, 20))).isEqualTo(ErrorCode.NONE);
    assertThat(harness.offset(1)).isEqualTo(10);
    assertThat(end(true)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.offset(1)).isEqualTo(20);
    RecordBatch batch = harness.log.batches().get(1);
    assertThat(batch.isTransactional()).isTrue();
    assertThat(batch.producerId()).isEqualTo(9);
    assertThat(batch.producerEpoch()).isEqualTo((short) 2);
    assertThat(harness.log.batches().get(2).isControl()).isTrue();
    harness.restart();
    assertThat(harness.offset(1)).isEqualTo(20);
  }

  @Test
  void abortedTransactionalOffsetsAreForgotten() {
    commitTransactional(transactional(1, 20));

    end(false);

    assertThat(harness.offset(1)).isEqualTo(-1);
    harness.restart();
    assertThat(harness.offset(1)).isEqualTo(-1);
  }

  @Test
  void anOffsetCommittedAfterTheTransactionalOneStays() {
    commitTransactional(transactional(1, 20));
    harness.commit(1, 30);

    end(true);

    assertThat(harness.offset(1)).isEqualTo(30);
  }

  @Test
  void aStableReadSeesThatAnOffsetIsAboutToChange() {
    harness.commit(1, 10);
    commitTransactional(transactional(1, 20));
    harness.restart();
    var request =
        OffsetFetchRequest.builder()
            .requireStable(true)
            .groups(List.of(OffsetFetchRequestGroup.builder().groupId(GROUP).topics(null).build()))
            .build();

    var partition = harness.fetch(8, request).groups().get(0).topics().get(0).partitions().get(0);

    assertThat(error(partition.errorCode())).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
    end(true);
    assertThat(
            harness
                .fetch(8, request)
                .groups()
                .get(0)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .committedOffset())
        .isEqualTo(20);
  }

  @Test
  void transactionalCommitsAreFencedByGeneration() {
    String member = harness.stableGroup(1).get(0);

    assertThat(
            commitTransactional(
                transactional(1, 1).toBuilder()
                    .memberId(member)
                    .generationIdOrMemberEpoch(0)
                    .build()))
        .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(
            commitTransactional(
                transactional(1, 1).toBuilder()
                    .memberId(member)
                    .generationIdOrMemberEpoch(1)
                    .build()))
        .isEqualTo(ErrorCode.NONE);
    assertThat(commitTransactional(transactional(1, 1))).isEqualTo(ErrorCode.NONE);
    assertThat(
            commitTransactional(
                transactional(1, 1).toBuilder()
                    .groupId("none")
                    .memberId("m")
                    .generationIdOrMemberEpoch(1)
                    .build()))
        .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(commitTransactional(transactional(1, 1).toBuilder().groupId("").build()))
        .isEqualTo(ErrorCode.INVALID_GROUP_ID);
  }

  @Test
  void theEndOfATransactionDoesNotBringBackAGroupThatWasDeleted() {
    commitTransactional(transactional(0, 5));

    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.NONE);
    end(true);

    assertThat(harness.list(List.of(), List.of()).groups()).isEmpty();
    assertThat(harness.offsets()).isEmpty();
  }
}
