package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.Reply;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.message.EndTxnRequest;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The requests by which a producer begins and ends: those that may need a fresh producer id. */
final class ProducerRequests {
  private static final int INIT_KNOWS_FENCED = 4;
  private static final int END_KNOWS_FENCED = 2;
  private static final int END_BUMPS_EPOCH = 5;

  private final TransactionConfig config;
  private final Shards<TransactionShard> shards;
  private final ToIntFunction<String> partitions;
  private final ProducerIds producerIds;

  ProducerRequests(
      TransactionConfig config,
      Shards<TransactionShard> shards,
      ToIntFunction<String> partitions,
      ProducerIds producerIds) {
    this.config = config;
    this.shards = shards;
    this.partitions = partitions;
    this.producerIds = producerIds;
  }

  void init(
      short apiVersion, InitProducerIdRequest request, Consumer<InitProducerIdResponse> respond) {
    String id = request.transactionalId();
    Function<ErrorCode, InitProducerIdResponse> onError =
        error -> initFailed(FencedErrors.forClient(error, apiVersion, INIT_KNOWS_FENCED));
    if (id == null) {
      producerIds.next(
          (error, fresh) ->
              respond.accept(
                  error == ErrorCode.NONE
                      ? initialised(new Producer(fresh, (short) 0))
                      : onError.apply(error)));
    } else if (id.isEmpty()) {
      respond.accept(onError.apply(ErrorCode.INVALID_REQUEST));
    } else if (request.transactionTimeoutMs() <= 0
        || request.transactionTimeoutMs() > config.maxTimeoutMs()) {
      respond.accept(onError.apply(ErrorCode.INVALID_TRANSACTION_TIMEOUT));
    } else {
      InitVerb.Ask ask = new InitVerb.Ask(request.transactionTimeoutMs(), expected(request));
      withFreshId(
          id,
          onError,
          respond,
          current -> InitVerb.needsProducerId(current, ask),
          (shard, reply, fresh) ->
              shard.apply(
                  id,
                  InitVerb.decide(shard.find(id), ask, shard.lastEpoch(id), fresh, shard.nowMs()),
                  reply,
                  ProducerRequests::initialised));
    }
  }

  private static @Nullable Producer expected(InitProducerIdRequest request) {
    boolean given =
        request.producerId() != Producer.NO_ID && request.producerEpoch() != Producer.NO_EPOCH;
    return given ? new Producer(request.producerId(), request.producerEpoch()) : null;
  }

  private static InitProducerIdResponse initialised(@Nullable Transaction transaction) {
    return transaction == null
        ? initFailed(ErrorCode.UNKNOWN_SERVER_ERROR)
        : initialised(transaction.producer());
  }

  private static InitProducerIdResponse initialised(Producer producer) {
    return InitProducerIdResponse.builder()
        .producerId(producer.id())
        .producerEpoch(producer.epoch())
        .build();
  }

  private static InitProducerIdResponse initFailed(ErrorCode error) {
    return InitProducerIdResponse.builder()
        .errorCode(error.code())
        .producerEpoch(Producer.NO_EPOCH)
        .build();
  }

  void end(short apiVersion, EndTxnRequest request, Consumer<EndTxnResponse> respond) {
    String id = request.transactionalId();
    Function<ErrorCode, EndTxnResponse> onError =
        error -> ended(FencedErrors.forClient(error, apiVersion, END_KNOWS_FENCED), null);
    if (id.isEmpty()) {
      respond.accept(onError.apply(ErrorCode.INVALID_REQUEST));
      return;
    }
    EndVerb.Ask ask =
        new EndVerb.Ask(
            new Producer(request.producerId(), request.producerEpoch()),
            request.committed(),
            apiVersion >= END_BUMPS_EPOCH ? Transaction.WITH_EPOCH_BUMP : 0);
    withFreshId(
        id,
        onError,
        respond,
        current -> EndVerb.needsProducerId(current, ask),
        (shard, reply, fresh) -> {
          Transaction current = shard.find(id);
          Transition decided =
              EndVerb.isCommitOfNothing(current, ask) && shard.putsOff(id, ask.producer())
                  ? Transition.refuse(ErrorCode.CONCURRENT_TRANSACTIONS)
                  : EndVerb.decide(current, ask, fresh, shard.nowMs());
          shard.apply(id, decided, reply, transaction -> ended(ErrorCode.NONE, transaction));
        });
  }

  private static EndTxnResponse ended(ErrorCode error, @Nullable Transaction transaction) {
    Producer producer = transaction == null ? null : EndVerb.producerAfter(transaction);
    return new EndTxnResponse(
        0,
        error.code(),
        producer == null ? Producer.NO_ID : producer.id(),
        producer == null ? Producer.NO_EPOCH : producer.epoch());
  }

  /** What is done on the shard once there is an id where one is needed. */
  private interface Step<T> {
    void run(TransactionShard shard, Reply<T> reply, long freshId);
  }

  /** Fetches a producer id first if the state asks for one, then runs the step. */
  private <T> void withFreshId(
      String transactionalId,
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      Predicate<@Nullable Transaction> isNeeded,
      Step<T> step) {
    shards.run(
        partitions.applyAsInt(transactionalId),
        onError,
        respond,
        (shard, reply) -> {
          if (!isNeeded.test(shard.find(transactionalId))) {
            step.run(shard, reply, Producer.NO_ID);
            return;
          }
          producerIds.next(
              (error, fresh) ->
                  shard.inside(
                      () -> {
                        if (error == ErrorCode.NONE) {
                          step.run(shard, reply, fresh);
                        } else {
                          reply.fail(error);
                        }
                      }));
        });
  }
}
