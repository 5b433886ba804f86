package io.ottla.coordinator.transaction;

import static io.ottla.coordinator.transaction.TransactionHarness.ID;
import static io.ottla.coordinator.transaction.TransactionHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator.Append;
import io.ottla.wire.message.DescribeTransactionsRequest;
import io.ottla.wire.message.DescribeTransactionsResponse;
import io.ottla.wire.message.EndTxnRequest;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What administrators see of transactions, and what is refused whoever asks. */
class TransactionAdminScenarios {
  private final TransactionHarness harness = new TransactionHarness();

  private ListTransactionsResponse list(ListTransactionsRequest.Builder request) {
    Answer<ListTransactionsResponse> answer = new Answer<>();
    harness.coordinator.listTransactions(request.build(), answer);
    harness.loop.runAll();
    return answer.get();
  }

  private static ListTransactionsRequest.Builder all() {
    return ListTransactionsRequest.builder();
  }

  @Test
  void filtersLetThroughWhatFitsThemAll() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.loop.advanceMs(5_000);

    assertThat(list(all().transactionalIdPattern("")).transactionStates()).hasSize(1);
    assertThat(list(all().stateFilters(List.of("Ongoing", "Odd"))).transactionStates()).hasSize(1);
    assertThat(list(all().producerIdFilters(List.of(1_000L))).transactionStates()).hasSize(1);
    assertThat(list(all().durationFilter(4_999)).transactionStates()).hasSize(1);
    assertThat(list(all().durationFilter(5_000)).transactionStates()).isEmpty();
    assertThat(list(all().durationFilter(0).transactionalIdPattern("nobody")).transactionStates())
        .isEmpty();
  }

  @Test
  void aListIsNotHalf() {
    harness.init();

    harness.coordinator.onResigned(0, 1);
    assertThat(error(list(all()).errorCode())).isEqualTo(ErrorCode.NONE);
    harness.coordinator.onElected(0, 2, harness.log);
    Answer<ListTransactionsResponse> answer = new Answer<>();
    harness.coordinator.listTransactions(all().build(), answer);

    assertThat(error(answer.get().errorCode())).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
  }

  @Test
  void anEmptyIdIsRefused() {
    TopicPartition partition = new TopicPartition("t", 0);
    Answer<DescribeTransactionsResponse> described = new Answer<>();
    Answer<EndTxnResponse> ended = new Answer<>();

    harness.coordinator.describeTransactions(
        new DescribeTransactionsRequest(List.of("")), described);
    harness.coordinator.endTransaction((short) 5, new EndTxnRequest("", 1, (short) 0, true), ended);
    Answer<Map<TopicPartition, ErrorCode>> appending =
        harness.askingBeforeAppend(new Append("", 1, (short) 0, Set.of(partition), true));

    assertThat(error(described.get().transactionStates().get(0).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(ended.get().errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(appending.get()).isEqualTo(Map.of(partition, ErrorCode.INVALID_REQUEST));
  }

  @Test
  void aProducerIsNamedByIdAndEpochTogether() {
    harness.init();

    var response = harness.init(5, 1_000, -1);

    assertThat(error(response.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(response.producerEpoch()).isEqualTo((short) 1);
  }

  @Test
  void idsFindTheirPartitionBeforeTheTopicIsThere() {
    assertThat(harness.coordinator.partitionFor(ID)).isZero();

    harness.topics.remove(TransactionCoordinator.TOPIC);

    assertThat(harness.coordinator.partitionFor(ID)).isEqualTo(ID.hashCode() % 50);
  }

  @Test
  void whatCannotBeWrittenHasNotHappened() {
    harness.init();
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    assertThat(harness.add(1_000, 0, 1)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(
            error(
                harness
                    .init(
                        5,
                        InitProducerIdRequest.builder()
                            .transactionalId("another")
                            .transactionTimeoutMs(60_000)
                            .build())
                    .errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);

    harness.log.failAppends(ErrorCode.NONE);
    assertThat(harness.state()).isEqualTo("Empty");
  }

  @Test
  void anIdInUseDoesNotExpire() {
    harness.init();
    harness.add(1_000, 0, 1);

    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
    harness.loop.advanceMs(700_000_000);

    assertThat(harness.state()).isEqualTo("PrepareCommit");
  }

  @Test
  void resultsOfMarkersThatCameTooLateAreNotHeard() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);
    var sent = harness.markers.take();
    sent.done().accept(Map.of(new TopicPartition("t", 1), ErrorCode.NONE));
    harness.loop.runAll();
    assertThat(harness.state()).isEqualTo("CompleteCommit");
    harness.newValues();

    sent.done().accept(Map.of(new TopicPartition("t", 1), ErrorCode.NONE));
    harness.loop.runAll();

    assertThat(harness.newValues()).isEmpty();
  }

  @Test
  void aLeaderThatKnowsANewerCoordinatorIsNotAskedAgain() {
    for (ErrorCode error :
        List.of(ErrorCode.INVALID_PRODUCER_EPOCH, ErrorCode.TRANSACTION_COORDINATOR_FENCED)) {
      TransactionHarness other = new TransactionHarness();
      other.init();
      other.add(1_000, 0, 1);
      other.end(4, 1_000, 0, true);

      other.markers.answerAll(error);
      other.loop.advanceMs(60_000);

      assertThat(other.markers.sent).hasSize(1);
      assertThat(other.state()).isEqualTo("PrepareCommit");
    }
  }
}
