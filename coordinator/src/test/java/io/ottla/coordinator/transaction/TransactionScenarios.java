package io.ottla.coordinator.transaction;

import static io.ottla.coordinator.transaction.TransactionHarness.ID;
import static io.ottla.coordinator.transaction.TransactionHarness.START_MS;
import static io.ottla.coordinator.transaction.TransactionHarness.TIMEOUT_MS;
import static io.ottla.coordinator.transaction.TransactionHarness.error;
import static io.ottla.coordinator.transaction.TransactionHarness.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse;
import io.ottla.wire.message.TransactionLogValue.PartitionsSchema;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionScenarios {
  private final TransactionHarness harness = new TransactionHarness();

  @Test
  void theOldProtocolWritesWhatKafkaWrites() {
    harness.init();
    harness.newValues();

    assertThat(harness.add(1_000, 0, 1, 2)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.state()).isEqualTo("PrepareCommit");
    harness.markersArrive();

    List<PartitionsSchema> both = List.of(new PartitionsSchema("t", List.of(1, 2)));
    assertThat(harness.newValues())
        .containsExactly(
            value(1_000, 0, 1)
                .transactionPartitions(both)
                .transactionStartTimestampMs(START_MS)
                .build(),
            value(1_000, 0, 2)
                .transactionPartitions(both)
                .transactionStartTimestampMs(START_MS)
                .build(),
            value(1_000, 0, 4)
                .transactionPartitions(List.of())
                .transactionStartTimestampMs(START_MS)
                .build());
    assertThat(harness.markers.last().marker())
        .isEqualTo(new Marker(1_000, (short) 0, true, 1, (short) 0));
    assertThat(harness.markers.last().partitions())
        .containsExactlyInAnyOrder(new TopicPartition("t", 1), new TopicPartition("t", 2));
  }

  @Test
  void theNewProtocolBumpsTheEpochAtEveryEnd() {
    harness.init();
    harness.newValues();

    assertThat(harness.beforeAppend(1_000, 0, 1, true)).isEqualTo(ErrorCode.NONE);
    EndTxnResponse ended = harness.ending(5, 1_000, 0, true).get();
    harness.markersArrive();

    assertThat(ended.producerId()).isEqualTo(1_000);
    assertThat(ended.producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.newValues())
        .extracting(each -> each.transactionStatus() + ":" + each.producerEpoch())
        .containsExactly("1:0", "2:1", "4:1");
    assertThat(harness.markers.last().marker().producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.beforeAppend(1_000, 1, 1, true)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.beforeAppend(1_000, 0, 1, true)).isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void repeatedEndsOfTheOldProtocol() {
    harness.init();
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);

    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.end(4, 1_000, 0, false)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    harness.markersArrive();
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.end(4, 1_000, 0, false)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(harness.end(4, 1_000, 7, true)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(harness.end(1, 1_000, 7, true)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(harness.end(4, 7, 0, true)).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
  }

  @Test
  void repeatedEndsOfTheNewProtocol() {
    harness.init();
    harness.beforeAppend(1_000, 0, 1, true);
    harness.end(5, 1_000, 0, false);

    assertThat(harness.end(5, 1_000, 0, false)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(harness.end(5, 1_000, 1, false)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    harness.markersArrive();
    EndTxnResponse again = harness.ending(5, 1_000, 0, false).get();
    assertThat(error(again.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(again.producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
  }

  /** The Java client overtakes its own records now and then; it comes again after them. */
  @Test
  void aCommitOfNothingIsPutOffOnce() {
    harness.init();
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    harness.beforeAppend(1_000, 0, 1, true);
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
    harness.markersArrive();

    assertThat(harness.end(5, 1_000, 1, true)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.end(5, 1_000, 1, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(harness.end(5, 1_000, 1, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.end(5, 1_000, 1, false)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void anAbortOfNothingBumpsTheEpochWithTheNewProtocol() {
    harness.init();

    EndTxnResponse ended = harness.ending(5, 1_000, 0, false).get();
    harness.loop.runAll();

    assertThat(ended.producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.state()).isEqualTo("CompleteAbort");
    assertThat(harness.markers.sent).isEmpty();
  }

  @Test
  void aTransactionThatTakesTooLongIsAborted() {
    harness.init();
    harness.add(1_000, 0, 1);

    harness.loop.advanceMs(TIMEOUT_MS - 1);
    assertThat(harness.state()).isEqualTo("Ongoing");
    harness.loop.advanceMs(10_001);
    harness.markersArrive();

    assertThat(harness.state()).isEqualTo("CompleteAbort");
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void aRestartLeavesAnOpenTransactionOpen() {
    harness.init();
    harness.add(1_000, 0, 1);

    harness.restart();

    assertThat(harness.state()).isEqualTo("Ongoing");
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void partitionsAlreadyThereNeedNoWrite() {
    harness.init();
    harness.add(1_000, 0, 1, 2);
    harness.newValues();

    assertThat(harness.add(1_000, 0, 2)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.newValues()).isEmpty();
  }

  @Test
  void partitionsAreVerified() {
    assertThat(harness.beforeAppend(1_000, 0, 1, false))
        .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    harness.init();
    harness.add(1_000, 0, 1);

    assertThat(harness.beforeAppend(1_000, 0, 1, false)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.beforeAppend(1_000, 0, 2, false)).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
    assertThat(harness.beforeAppend(1_000, 3, 1, false)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    harness.end(4, 1_000, 0, true);
    assertThat(harness.beforeAppend(1_000, 0, 1, false))
        .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
  }

  @Test
  void partitionsThatDoNotExistAreRefusedWithTheRest() {
    harness.init();
    var request =
        AddPartitionsToTxnRequest.builder()
            .transactions(
                List.of(
                    new AddPartitionsToTxnTransaction(
                        ID,
                        1_000,
                        (short) 0,
                        false,
                        List.of(
                            new AddPartitionsToTxnTopic("t", List.of(0, 9)),
                            new AddPartitionsToTxnTopic("none", List.of(0))))))
            .build();

    var result = harness.addPartitions(5, request).resultsByTransaction().get(0);

    assertThat(result.transactionalId()).isEqualTo(ID);
    assertThat(result.topicResults())
        .flatExtracting(topic -> topic.resultsByPartition())
        .extracting(partition -> error(partition.partitionErrorCode()))
        .containsExactly(
            ErrorCode.OPERATION_NOT_ATTEMPTED,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(harness.state()).isEqualTo("Empty");
  }

  @Test
  void offsetsAreAPartitionLikeAnyOther() {
    harness.init();
    TopicPartition offsets = new TopicPartition("__consumer_offsets", 3);
    harness.topics.add("__consumer_offsets", 50);
    Answer<AddOffsetsToTxnResponse> answer = new Answer<>();

    harness.coordinator.addOffsets(
        (short) 3, new AddOffsetsToTxnRequest(ID, 1_000, (short) 0, "g"), offsets, answer);
    harness.loop.runAll();
    harness.end(4, 1_000, 0, true);

    assertThat(error(answer.get().errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.markers.last().partitions()).isEqualTo(Set.of(offsets));
  }

  private ListTransactionsResponse list(ListTransactionsRequest request) {
    Answer<ListTransactionsResponse> answer = new Answer<>();
    harness.coordinator.listTransactions(request, answer);
    harness.loop.runAll();
    return answer.get();
  }

  @Test
  void transactionsAreListedByFilters() {
    harness.init();
    harness.add(1_000, 0, 1);
    ListTransactionsRequest all = ListTransactionsRequest.builder().build();

    assertThat(list(all).transactionStates())
        .extracting(state -> state.transactionalId() + state.transactionState())
        .containsExactly("txOngoing");
    assertThat(list(all.toBuilder().stateFilters(List.of("Empty")).build()).transactionStates())
        .isEmpty();
    var unknown = list(all.toBuilder().stateFilters(List.of("Odd")).build());
    assertThat(unknown.unknownStateFilters()).containsExactly("Odd");
    assertThat(unknown.transactionStates()).isEmpty();
    assertThat(list(all.toBuilder().producerIdFilters(List.of(7L)).build()).transactionStates())
        .isEmpty();
    assertThat(list(all.toBuilder().durationFilter(1).build()).transactionStates()).isEmpty();
    assertThat(list(all.toBuilder().transactionalIdPattern("t.").build()).transactionStates())
        .hasSize(1);
    assertThat(list(all.toBuilder().transactionalIdPattern("t").build()).transactionStates())
        .isEmpty();
    assertThat(error(list(all.toBuilder().transactionalIdPattern("(").build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
  }

  @Test
  void aTransactionIsDescribed() {
    harness.init();
    harness.add(1_000, 0, 1, 2);

    var described = harness.describe();

    assertThat(described.transactionTimeoutMs()).isEqualTo(TIMEOUT_MS);
    assertThat(described.transactionStartTimeMs()).isEqualTo(START_MS);
    assertThat(described.topics().get(0).partitions()).containsExactly(1, 2);
  }

  @Test
  void lostLeadershipIsToldToEveryone() {
    harness.init();

    harness.coordinator.onResigned(0, 1);

    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.NOT_COORDINATOR);
    assertThat(harness.add(1_000, 0, 1)).isEqualTo(ErrorCode.NOT_COORDINATOR);
  }
}
