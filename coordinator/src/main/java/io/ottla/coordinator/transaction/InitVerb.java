package io.ottla.coordinator.transaction;

import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** InitProducerId (22) of a transactional id: fences whoever used it before. Pure. */
final class InitVerb {
  private InitVerb() {}

  /**
   * What the client asks for.
   *
   * @param expected the producer that the client takes itself for (KIP-360), or null
   */
  record Ask(int timeoutMs, @Nullable Producer expected) {}

  /** Whether a fresh producer id is needed to decide. */
  static boolean needsProducerId(@Nullable Transaction current, Ask ask) {
    if (current == null) {
      return true;
    }
    Producer expected = ask.expected();
    return current.producer().isExhausted()
        && (expected == null || expected.epoch() == current.producerEpoch());
  }

  /**
   * Decides. An open transaction is aborted first and the client told to try again; so it is while
   * markers are on their way.
   *
   * @param lastEpoch the epoch before a bump that the producer may repeat, or {@link
   *     Producer#NO_EPOCH}
   * @param freshId used where {@link #needsProducerId} says so
   */
  static Transition decide(
      @Nullable Transaction current, Ask ask, short lastEpoch, long freshId, long nowMs) {
    if (current == null) {
      return Transition.to(created(ask, freshId, nowMs));
    }
    if (!isKnown(current, ask.expected())) {
      return Transition.refuse(ErrorCode.PRODUCER_FENCED);
    }
    boolean isOwn = current.producer().equals(ask.expected());
    return switch (current.status()) {
      case PREPARE_COMMIT, PREPARE_ABORT -> Transition.refuse(ErrorCode.CONCURRENT_TRANSACTIONS);
      case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT ->
          needsProducerId(current, ask)
              ? Transition.to(rotated(current, ask, freshId, nowMs)).repeatableIf(isOwn)
              : bump(current, ask, lastEpoch, nowMs);
      case ONGOING ->
          Transition.toWithError(EndVerb.fenced(current, nowMs), ErrorCode.CONCURRENT_TRANSACTIONS)
              .repeatableIf(isOwn);
      case DEAD, PREPARE_EPOCH_FENCE ->
          throw new IllegalStateException("transaction in state " + current.status());
    };
  }

  /** The producer is the current one, or the one before the id was exchanged. */
  private static boolean isKnown(Transaction current, @Nullable Producer expected) {
    return expected == null
        || expected.id() == current.producerId()
        || (expected.id() == current.previousProducerId() && expected.isExhausted());
  }

  private static Transaction created(Ask ask, long freshId, long nowMs) {
    return new Transaction(
        new Producer(freshId, (short) 0),
        freshId,
        Producer.NO_ID,
        ask.timeoutMs(),
        TransactionStatus.EMPTY,
        Set.of(),
        Transaction.NO_TIME,
        nowMs,
        (short) 0);
  }

  private static Transaction rotated(Transaction current, Ask ask, long freshId, long nowMs) {
    return emptied(current, ask, nowMs).withProducer(new Producer(freshId, (short) 0));
  }

  private static Transition bump(Transaction current, Ask ask, short lastEpoch, long nowMs) {
    Producer expected = ask.expected();
    if (expected != null && expected.epoch() != current.producerEpoch()) {
      boolean isRetry = lastEpoch != Producer.NO_EPOCH && expected.epoch() == lastEpoch;
      return isRetry
          ? Transition.to(emptied(current, ask, nowMs))
          : Transition.refuse(ErrorCode.PRODUCER_FENCED);
    }
    return Transition.to(emptied(current, ask, nowMs).withProducer(current.producer().bumped()))
        .repeatableIf(expected != null);
  }

  private static Transaction emptied(Transaction current, Ask ask, long nowMs) {
    return current
        .withPartitions(Set.of())
        .withStartMs(Transaction.NO_TIME)
        .withTimeoutMs(ask.timeoutMs())
        .withNextProducerId(Producer.NO_ID)
        .withStatus(TransactionStatus.EMPTY, nowMs);
  }
}
