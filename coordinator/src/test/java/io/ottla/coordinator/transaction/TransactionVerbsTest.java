package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each request does to a transaction in each of its states. */
class TransactionVerbsTest {
  private static final long ID = 7;
  private static final long FRESH_ID = 99;
  private static final long NOW_MS = 1_000;
  private static final short LAST_EPOCH = Short.MAX_VALUE - 1;
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private static Transaction in(TransactionStatus status) {
    return new Transaction(
        producer(5), 6, Producer.NO_ID, 60_000, status, Set.of(PARTITION), 10, 20, (short) 2);
  }

  private static Producer producer(int epoch) {
    return new Producer(ID, (short) epoch);
  }

  // ---- InitProducerId

  private static Transition init(Transaction current, @Nullable Producer expected, int lastEpoch) {
    return InitVerb.decide(
        current, new InitVerb.Ask(30_000, expected), (short) lastEpoch, FRESH_ID, NOW_MS);
  }

  private static Producer initialised(Transition transition) {
    assertThat(transition.error()).isEqualTo(ErrorCode.NONE);
    Transaction next = Objects.requireNonNull(transition.next());
    assertThat(next.status()).isEqualTo(TransactionStatus.EMPTY);
    assertThat(next.partitions()).isEmpty();
    assertThat(next.timeoutMs()).isEqualTo(30_000);
    return next.producer();
  }

  @Test
  void initBumpsTheEpochOfWhatIsAtRest() {
    for (TransactionStatus status :
        List.of(
            TransactionStatus.EMPTY,
            TransactionStatus.COMPLETE_COMMIT,
            TransactionStatus.COMPLETE_ABORT)) {
      assertThat(initialised(init(in(status), null, -1))).isEqualTo(producer(6));
      assertThat(initialised(init(in(status), producer(5), -1))).isEqualTo(producer(6));
    }
  }

  @Test
  void initWaitsForMarkers() {
    for (TransactionStatus status :
        List.of(TransactionStatus.PREPARE_COMMIT, TransactionStatus.PREPARE_ABORT)) {
      assertThat(init(in(status), null, -1))
          .isEqualTo(Transition.refuse(ErrorCode.CONCURRENT_TRANSACTIONS));
    }
  }

  @Test
  void initAbortsAndFencesWhatIsOpen() {
    Transition transition = init(in(TransactionStatus.ONGOING), null, -1);

    assertThat(transition.error()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(transition.next())
        .isEqualTo(
            in(TransactionStatus.ONGOING)
                .withProducer(producer(6))
                .withStatus(TransactionStatus.PREPARE_ABORT, NOW_MS));
  }

  @Test
  void initOfAnotherProducerIsFenced() {
    Transition fenced = Transition.refuse(ErrorCode.PRODUCER_FENCED);
    Transaction current = in(TransactionStatus.EMPTY);

    assertThat(init(current, new Producer(8, (short) 5), -1)).isEqualTo(fenced);
    assertThat(init(current, new Producer(6, (short) 5), -1)).isEqualTo(fenced);
    assertThat(init(current, producer(4), -1)).isEqualTo(fenced);
    assertThat(init(current, producer(4), 3)).isEqualTo(fenced);
  }

  @Test
  void aRepeatedInitKeepsTheEpoch() {
    assertThat(initialised(init(in(TransactionStatus.EMPTY), producer(4), 4)))
        .isEqualTo(producer(5));
    Producer beforeExchange = new Producer(6, LAST_EPOCH);
    assertThat(initialised(init(in(TransactionStatus.EMPTY), beforeExchange, LAST_EPOCH)))
        .isEqualTo(producer(5));
  }

  @Test
  void initExchangesAnIdWhoseEpochsAreUsedUp() {
    Transaction exhausted = in(TransactionStatus.EMPTY).withProducer(producer(LAST_EPOCH));

    assertThat(initialised(init(exhausted, null, -1))).isEqualTo(new Producer(FRESH_ID, (short) 0));
    assertThat(initialised(init(exhausted, producer(LAST_EPOCH), -1)))
        .isEqualTo(new Producer(FRESH_ID, (short) 0));
    assertThat(InitVerb.needsProducerId(exhausted, new InitVerb.Ask(1, producer(3)))).isFalse();
    assertThat(init(exhausted, producer(3), -1))
        .isEqualTo(Transition.refuse(ErrorCode.PRODUCER_FENCED));
  }

  // ---- EndTxn

  private static Transition end(Transaction current, Producer by, boolean commit, int version) {
    return EndVerb.decide(current, new EndVerb.Ask(by, commit, (short) version), FRESH_ID, NOW_MS);
  }

  private static ErrorCode endError(
      TransactionStatus status, int epoch, boolean commit, int version) {
    Transition transition = end(in(status), producer(epoch), commit, version);
    assertThat(transition.next()).isNull();
    return transition.error();
  }

  @Test
  void endsInTheOldProtocol() {
    assertThat(
            Objects.requireNonNull(end(in(TransactionStatus.ONGOING), producer(5), true, 0).next()))
        .isEqualTo(
            in(TransactionStatus.ONGOING)
                .withClientVersion((short) 0)
                .withStatus(TransactionStatus.PREPARE_COMMIT, NOW_MS));
    assertThat(endError(TransactionStatus.EMPTY, 5, true, 0))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(endError(TransactionStatus.COMPLETE_COMMIT, 5, true, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(endError(TransactionStatus.COMPLETE_COMMIT, 5, false, 0))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(endError(TransactionStatus.COMPLETE_ABORT, 5, false, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(endError(TransactionStatus.COMPLETE_ABORT, 5, true, 0))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(endError(TransactionStatus.PREPARE_ABORT, 5, false, 0))
        .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(endError(TransactionStatus.ONGOING, 4, true, 0))
        .isEqualTo(ErrorCode.PRODUCER_FENCED);
  }

  @Test
  void endsInTheNewProtocol() {
    assertThat(endError(TransactionStatus.ONGOING, 4, true, 2))
        .isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(endError(TransactionStatus.EMPTY, 4, false, 2)).isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(endError(TransactionStatus.EMPTY, 5, true, 2))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(endError(TransactionStatus.COMPLETE_COMMIT, 4, true, 2)).isEqualTo(ErrorCode.NONE);
    assertThat(endError(TransactionStatus.COMPLETE_ABORT, 4, true, 2))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(endError(TransactionStatus.COMPLETE_ABORT, 3, false, 2))
        .isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(endError(TransactionStatus.PREPARE_COMMIT, 4, true, 2))
        .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    assertThat(endError(TransactionStatus.PREPARE_COMMIT, 5, true, 2))
        .isEqualTo(ErrorCode.PRODUCER_FENCED);
    assertThat(endError(TransactionStatus.PREPARE_COMMIT, 4, false, 2))
        .isEqualTo(ErrorCode.INVALID_TXN_STATE);
  }

  @Test
  void anEndIsKnownAfterTheIdWasExchanged() {
    Transaction exchanged =
        new Transaction(
            new Producer(ID, (short) 0),
            6,
            Producer.NO_ID,
            60_000,
            TransactionStatus.COMPLETE_COMMIT,
            Set.of(),
            10,
            20,
            (short) 2);
    Producer before = new Producer(6, LAST_EPOCH);

    assertThat(end(exchanged, before, true, 2)).isEqualTo(Transition.unchanged());
    assertThat(end(exchanged, new Producer(6, (short) 3), true, 2))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
    assertThat(end(in(TransactionStatus.COMPLETE_COMMIT), before, true, 2))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
    assertThat(end(exchanged, new Producer(8, (short) 0), true, 0))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
  }

  @Test
  void anIdThatIsNotKnownHasNothingToEnd() {
    EndVerb.Ask ask = new EndVerb.Ask(producer(5), true, (short) 2);

    assertThat(EndVerb.decide(null, ask, FRESH_ID, NOW_MS))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
    assertThat(EndVerb.needsProducerId(null, ask)).isFalse();
  }

  @Test
  void statesThatAreNeverWrittenAreOursToExplain() {
    for (TransactionStatus status :
        List.of(TransactionStatus.DEAD, TransactionStatus.PREPARE_EPOCH_FENCE)) {
      assertThatIllegalStateException().isThrownBy(() -> init(in(status), null, -1));
      assertThatIllegalStateException().isThrownBy(() -> end(in(status), producer(5), true, 0));
      assertThatIllegalStateException().isThrownBy(() -> end(in(status), producer(5), true, 2));
    }
  }

  // ---- AddPartitionsToTxn

  @Test
  void partitionsAreAddedByTheProducerOfTheTransaction() {
    Set<TopicPartition> one = Set.of(PARTITION);
    Transaction open = in(TransactionStatus.ONGOING);

    assertThat(AddPartitionsVerb.decide(null, producer(5), one, (short) 2, NOW_MS))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
    assertThat(AddPartitionsVerb.decide(open, new Producer(8, (short) 5), one, (short) 2, NOW_MS))
        .isEqualTo(Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING));
    assertThat(AddPartitionsVerb.decide(open, producer(4), one, (short) 2, NOW_MS))
        .isEqualTo(Transition.refuse(ErrorCode.PRODUCER_FENCED));
    assertThat(AddPartitionsVerb.decide(open, producer(5), one, (short) 2, NOW_MS))
        .isEqualTo(Transition.unchanged());
    assertThat(AddPartitionsVerb.verify(null, producer(5), one))
        .isEqualTo(Map.of(PARTITION, ErrorCode.INVALID_PRODUCER_ID_MAPPING));
  }

  // ---- states

  @Test
  void statesFollowEachOtherAsInKafka() {
    assertThat(TransactionStatus.DEAD.next()).isEmpty();
    assertThat(TransactionStatus.PREPARE_EPOCH_FENCE.next())
        .containsExactly(TransactionStatus.PREPARE_ABORT);
    assertThat(TransactionStatus.PREPARE_COMMIT.next())
        .containsExactly(TransactionStatus.COMPLETE_COMMIT);
    assertThat(TransactionStatus.PREPARE_ABORT.next())
        .containsExactly(TransactionStatus.COMPLETE_ABORT);
    for (TransactionStatus status : TransactionStatus.values()) {
      assertThat(TransactionStatus.of(status.id())).isEqualTo(status);
      assertThat(TransactionStatus.of(status.label())).isEqualTo(status);
    }
    assertThat(TransactionStatus.of((byte) 99)).isNull();
    assertThat(TransactionStatus.of("Lost")).isNull();
  }
}
