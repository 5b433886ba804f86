package io.ottla.coordinator.transaction;

import static io.ottla.coordinator.transaction.TransactionHarness.ID;
import static io.ottla.coordinator.transaction.TransactionHarness.START_MS;
import static io.ottla.coordinator.transaction.TransactionHarness.TIMEOUT_MS;
import static io.ottla.coordinator.transaction.TransactionHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse;
import io.ottla.wire.message.TransactionLogValue;
import io.ottla.wire.message.TransactionLogValue.PartitionsSchema;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionScenarios {
  private final TransactionHarness harness = new TransactionHarness();

  private static TransactionLogValue.Builder value(long producerId, int epoch, int status) {
    return TransactionLogValue.builder()
        .producerId(producerId)
        .previousProducerId(producerId)
        .producerEpoch((short) epoch)
        .transactionTimeoutMs(TIMEOUT_MS)
        .transactionStatus((byte) status)
        .transactionLastUpdateTimestampMs(START_MS);
  }

  @Test
  void aNewTransactionalIdStartsAtEpochZero() {
    InitProducerIdResponse response = harness.init();

    assertThat(error(response.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(response.producerId()).isEqualTo(1_000);
    assertThat(response.producerEpoch()).isZero();
    assertThat(harness.newValues())
        .containsExactly(
            value(1_000, 0, 0).transactionPartitions(null).transactionStartTimestampMs(-1).build());
  }

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
  void theEndIsAnsweredWhenTheDecisionIsCommittedAndMarkersGoOutThen() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.log.holdCommits();

    Answer<EndTxnResponse> ending = harness.ending(4, 1_000, 0, true);
    assertThat(ending.isThere()).isFalse();
    assertThat(harness.markers.sent).isEmpty();
    harness.coordinator.onHighWatermark(0, harness.log.commitAll());
    harness.loop.runAll();

    assertThat(error(ending.get().errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.markers.sent).hasSize(1);
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
    assertThat(harness.end(5, 1_000, 1, true)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
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
  void exhaustedEpochsExchangeTheProducerId() {
    harness.init();
    long producerId = 1_000;
    int epoch = 0;
    while (epoch < Short.MAX_VALUE - 1) {
      epoch = harness.ending(5, producerId, epoch, false).get().producerEpoch();
    }

    EndTxnResponse ended = harness.ending(5, producerId, epoch, false).get();
    EndTxnResponse again = harness.ending(5, producerId, epoch, false).get();

    assertThat(ended.producerId()).isEqualTo(1_001);
    assertThat(ended.producerEpoch()).isZero();
    assertThat(again.producerId()).isEqualTo(1_001);
    assertThat(harness.describe().producerId()).isEqualTo(1_001);
  }

  @Test
  void aSecondProducerFencesTheFirst() {
    harness.init();

    assertThat(harness.init().producerEpoch()).isEqualTo((short) 1);

    assertThat(harness.add(1_000, 0, 1)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(error(harness.init(5, 7, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(error(harness.init(3, 7, 0).errorCode()))
        .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void aProducerBumpsItsOwnEpochAndMayRepeatIt() {
    harness.init();

    assertThat(harness.init(5, 1_000, 0).producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.init(5, 1_000, 0).producerEpoch()).isEqualTo((short) 1);
    assertThat(harness.init(5, 1_000, 1).producerEpoch()).isEqualTo((short) 2);
    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void aSecondProducerAbortsTheOpenTransaction() {
    harness.init();
    harness.add(1_000, 0, 1);

    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.state()).isEqualTo("PrepareAbort");
    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.markers.last().marker())
        .isEqualTo(new Marker(1_000, (short) 1, false, 1, (short) 0));
    harness.markersArrive();

    assertThat(harness.init().producerEpoch()).isEqualTo((short) 2);
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.PRODUCER_FENCED);
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
  void markersAreSentAgainUntilAllArrive() {
    harness.init();
    harness.add(1_000, 0, 1, 2);
    harness.end(4, 1_000, 0, true);

    harness.markers.answerAll(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    harness.loop.advanceMs(100);
    assertThat(harness.markers.waiting()).isEqualTo(1);
    assertThat(harness.state()).isEqualTo("PrepareCommit");
    harness.markersArrive();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aDeletedTopicNeedsNoMarker() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.topics.remove("t");

    harness.end(4, 1_000, 0, true);
    harness.loop.runAll();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aTopicDeletedMeanwhileNeedsNoMarkerEither() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);

    harness.markers.answerAll(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    harness.topics.remove("t");
    harness.loop.advanceMs(100);

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void anEndThatCannotBeRecordedIsTriedAgain() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    harness.markersArrive();
    assertThat(harness.state()).isEqualTo("PrepareCommit");
    harness.log.failAppends(ErrorCode.NONE);
    harness.loop.advanceMs(100);

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aRestartResumesWhatWasDecided() {
    harness.init();
    harness.beforeAppend(1_000, 0, 1, true);
    harness.end(5, 1_000, 0, true);

    harness.restart();
    assertThat(harness.markers.last().marker())
        .isEqualTo(new Marker(1_000, (short) 1, true, 2, (short) 2));
    harness.markersArrive();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
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

  @Test
  void badRequestsToBeginAreRefused() {
    InitProducerIdRequest plain =
        InitProducerIdRequest.builder().transactionalId(null).transactionTimeoutMs(0).build();

    assertThat(harness.init(5, plain).producerId()).isEqualTo(1_000);
    assertThat(error(harness.init(5, plain.toBuilder().transactionalId("").build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(harness.init(5, plain.toBuilder().transactionalId(ID).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    assertThat(
            error(
                harness
                    .init(
                        5,
                        plain.toBuilder().transactionalId(ID).transactionTimeoutMs(900_001).build())
                    .errorCode()))
        .isEqualTo(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    harness.producerIdError = ErrorCode.COORDINATOR_NOT_AVAILABLE;
    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(error(harness.init(5, plain).errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  }

  @Test
  void idsThatAreLongUnusedExpire() {
    harness.init();
    harness.loop.advanceMs(604_800_000 - 1);
    assertThat(harness.state()).isEqualTo("Empty");

    harness.loop.advanceMs(3_600_001);

    assertThat(error(harness.describe().errorCode()))
        .isEqualTo(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
    harness.restart();
    assertThat(error(harness.describe().errorCode()))
        .isEqualTo(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
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
