package io.ottla.coordinator.transaction;

import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * EndTxn (26), and the steps that follow it. Pure.
 *
 * <p>With the old protocol a repeated request is known by its producer epoch being the current one.
 * With KIP-890 every end bumps the epoch, so a repeated request comes with the epoch before; the
 * current epoch means the end of the next transaction, which may be empty.
 */
final class EndVerb {
  private EndVerb() {}

  /**
   * What the client asks for.
   *
   * @param clientVersion the transaction version that the request speaks
   */
  record Ask(Producer producer, boolean commit, short clientVersion) {
    private boolean bumpsEpoch() {
      return clientVersion >= Transaction.WITH_EPOCH_BUMP;
    }

    private TransactionStatus prepared() {
      return commit ? TransactionStatus.PREPARE_COMMIT : TransactionStatus.PREPARE_ABORT;
    }
  }

  /** Whether a fresh producer id is needed to decide: the bump would exhaust the epochs. */
  static boolean needsProducerId(@Nullable Transaction current, Ask ask) {
    return current != null && ask.bumpsEpoch() && current.producer().isExhausted();
  }

  /** Decides. */
  static Transition decide(@Nullable Transaction current, Ask ask, long freshId, long nowMs) {
    if (current == null) {
      return Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }
    return ask.bumpsEpoch()
        ? decideBumping(current, ask, freshId, nowMs)
        : decideOld(current, ask, nowMs);
  }

  /**
   * Whether a producer commits although it has begun nothing. Stock clients do that for a moment:
   * they look whether records wait to be sent, and then for a request to send, and a transaction
   * that begins and is committed in between has its end sent before its records.
   */
  static boolean isCommitOfNothing(@Nullable Transaction current, Ask ask) {
    return current != null
        && ask.commit()
        && ask.bumpsEpoch()
        && current.producer().equals(ask.producer())
        && !current.isOngoing()
        && !current.status().isPrepared();
  }

  private static Transition decideOld(Transaction current, Ask ask, long nowMs) {
    if (current.producerId() != ask.producer().id()) {
      return Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }
    if (current.producerEpoch() != ask.producer().epoch()) {
      return Transition.refuse(ErrorCode.PRODUCER_FENCED);
    }
    return switch (current.status()) {
      case ONGOING ->
          Transition.to(
              current.withClientVersion(ask.clientVersion()).withStatus(ask.prepared(), nowMs));
      case PREPARE_COMMIT, PREPARE_ABORT -> repeatedWhilePrepared(current, ask);
      case COMPLETE_COMMIT -> ask.commit() ? Transition.unchanged() : invalid();
      case COMPLETE_ABORT -> ask.commit() ? invalid() : Transition.unchanged();
      case EMPTY -> invalid();
      case DEAD, PREPARE_EPOCH_FENCE -> throw unexpected(current);
    };
  }

  private static Transition decideBumping(Transaction current, Ask ask, long freshId, long nowMs) {
    boolean isRetryOfExchange =
        current.previousProducerId() == ask.producer().id()
            && ask.producer().isExhausted()
            && current.producerEpoch() == 0;
    boolean isRetry = isRetryOfExchange || current.producerEpoch() == ask.producer().epoch() + 1;
    if (current.producerId() != ask.producer().id() && !isRetryOfExchange) {
      return Transition.refuse(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }
    boolean isCurrent = current.producerEpoch() == ask.producer().epoch();
    return switch (current.status()) {
      case ONGOING -> isCurrent ? prepare(current, ask, freshId, nowMs) : fenced();
      case EMPTY -> isCurrent ? endNothing(current, ask, freshId, nowMs) : fenced();
      case PREPARE_COMMIT, PREPARE_ABORT ->
          isRetry ? repeatedWhilePrepared(current, ask) : fenced();
      case COMPLETE_COMMIT, COMPLETE_ABORT -> {
        if (isRetry) {
          boolean committed = current.status() == TransactionStatus.COMPLETE_COMMIT;
          yield ask.commit() == committed ? Transition.unchanged() : invalid();
        }
        yield isCurrent ? endNothing(current, ask, freshId, nowMs) : fenced();
      }
      case DEAD, PREPARE_EPOCH_FENCE -> throw unexpected(current);
    };
  }

  /** An abort without a transaction bumps the epoch all the same; there is nothing to commit. */
  private static Transition endNothing(Transaction current, Ask ask, long freshId, long nowMs) {
    return ask.commit()
        ? invalid()
        : prepare(current.withPartitions(Set.of()).withStartMs(nowMs), ask, freshId, nowMs);
  }

  private static Transition prepare(Transaction current, Ask ask, long freshId, long nowMs) {
    long nextId = needsProducerId(current, ask) ? freshId : Producer.NO_ID;
    return Transition.to(
            current
                .withProducer(current.producer().bumped())
                .withNextProducerId(nextId)
                .withClientVersion(ask.clientVersion())
                .withStatus(ask.prepared(), nowMs))
        .repeatableIf(true);
  }

  private static Transition repeatedWhilePrepared(Transaction current, Ask ask) {
    return current.status() == ask.prepared()
        ? Transition.refuse(ErrorCode.CONCURRENT_TRANSACTIONS)
        : invalid();
  }

  private static Transition invalid() {
    return Transition.refuse(ErrorCode.INVALID_TXN_STATE);
  }

  private static Transition fenced() {
    return Transition.refuse(ErrorCode.PRODUCER_FENCED);
  }

  private static IllegalStateException unexpected(Transaction current) {
    return new IllegalStateException("transaction in state " + current.status());
  }

  /**
   * The abort of an open transaction whose producer is gone or too slow: it is fenced with it. The
   * coordinator ends it in its own version, whichever the producer spoke.
   */
  static Transaction fenced(Transaction current, long nowMs) {
    return current
        .withProducer(current.producer().bumped())
        .withClientVersion(Transaction.WITH_EPOCH_BUMP)
        .withStatus(TransactionStatus.PREPARE_ABORT, nowMs);
  }

  /** The producer that the client goes on with after the end. */
  static Producer producerAfter(Transaction prepared) {
    return prepared.nextProducerId() == Producer.NO_ID
        ? prepared.producer()
        : new Producer(prepared.nextProducerId(), (short) 0);
  }

  /** All markers are written. */
  static Transaction completed(Transaction prepared, long nowMs) {
    TransactionStatus status =
        prepared.status() == TransactionStatus.PREPARE_COMMIT
            ? TransactionStatus.COMPLETE_COMMIT
            : TransactionStatus.COMPLETE_ABORT;
    return prepared
        .withPartitions(Set.of())
        .withProducer(producerAfter(prepared))
        .withNextProducerId(Producer.NO_ID)
        .withStatus(status, nowMs);
  }
}
