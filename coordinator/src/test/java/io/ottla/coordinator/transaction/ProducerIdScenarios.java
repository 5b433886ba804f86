package io.ottla.coordinator.transaction;

import static io.ottla.coordinator.transaction.TransactionHarness.ID;
import static io.ottla.coordinator.transaction.TransactionHarness.error;
import static io.ottla.coordinator.transaction.TransactionHarness.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** How producers of a transactional id follow each other. */
class ProducerIdScenarios {
  private final TransactionHarness harness = new TransactionHarness();

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
    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
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
  void aSecondProducerFencesAFirstOneThatHadBumpedItsEpoch() {
    harness.init();
    harness.init(5, 1_000, 0);

    assertThat(harness.init().producerEpoch()).isEqualTo((short) 2);

    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(error(harness.init(5, 1_000, 1).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void aBumpCannotBeRepeatedAtAnotherCoordinator() {
    harness.init();
    harness.init(5, 1_000, 0);

    harness.restart();

    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(harness.init(5, 1_000, 1).producerEpoch()).isEqualTo((short) 2);
  }

  @Test
  void aProducerMayStartOverAfterTheEndOfItsTransaction() {
    harness.init();
    harness.add(1_000, 0, 1);
    assertThat(harness.ending(5, 1_000, 0, true).get().producerEpoch()).isEqualTo((short) 1);
    harness.markersArrive();

    assertThat(harness.init(5, 1_000, 0).producerEpoch()).isEqualTo((short) 1);
  }

  @Test
  void aProducerThatStartsOverInItsTransactionIsNotFencedByItself() {
    harness.init();
    harness.add(1_000, 0, 1);

    assertThat(error(harness.init(5, 1_000, 0).errorCode()))
        .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    harness.markersArrive();

    assertThat(harness.init(5, 1_000, 0).producerEpoch()).isEqualTo((short) 1);
  }

  @Test
  void aProducerWhoseTransactionTimedOutIsFenced() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.loop.advanceMs(TransactionHarness.TIMEOUT_MS + 10_001);
    harness.markersArrive();
    assertThat(harness.state()).isEqualTo("CompleteAbort");

    assertThat(error(harness.init(5, 1_000, 0).errorCode())).isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void whoExchangesAnIdForItselfMayRepeatIt() {
    int last = exhaust();

    assertThat(harness.init(5, 1_000, last).producerId()).isEqualTo(1_001);
    assertThat(harness.init(5, 1_000, last).producerId()).isEqualTo(1_001);
  }

  @Test
  void whoExchangesTheIdOfAnotherFencesIt() {
    int last = exhaust();

    assertThat(harness.init().producerId()).isEqualTo(1_001);
    assertThat(error(harness.init(5, 1_000, last).errorCode()))
        .isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  /** Uses up the epochs of the first producer id; returns the last one. */
  private int exhaust() {
    harness.init();
    int epoch = 0;
    while (epoch < Short.MAX_VALUE - 1) {
      epoch = harness.init(5, 1_000, epoch).producerEpoch();
    }
    return epoch;
  }

  @Test
  void aSecondProducerAbortsTheOpenTransaction() {
    harness.init();
    harness.add(1_000, 0, 1);

    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.state()).isEqualTo("PrepareAbort");
    assertThat(error(harness.init().errorCode())).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(harness.markers.last().marker())
        .isEqualTo(new Marker(1_000, (short) 1, false, 1, (short) 2));
    harness.markersArrive();

    assertThat(harness.init().producerEpoch()).isEqualTo((short) 2);
    assertThat(harness.end(4, 1_000, 0, true)).isEqualTo(ErrorCode.PRODUCER_FENCED);
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
}
