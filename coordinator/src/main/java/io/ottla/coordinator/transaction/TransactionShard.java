package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.ReplayedRecord;
import io.ottla.coordinator.shard.Reply;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.shard.StateMachine;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.runtime.Invariant;
import io.ottla.wire.message.TransactionLogKey;
import io.ottla.wire.message.TransactionLogValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactional ids of one partition of {@code __transaction_state}. Owned by the partition's
 * loop.
 */
final class TransactionShard implements StateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionShard.class);
  private static final String TIMEOUT_TIMER = "timed-out transactions";
  private static final String EXPIRY_TIMER = "expired ids";

  private final ShardContext shard;
  private final TransactionConfig config;
  private final Completion completion;
  private final Map<String, Transaction> byId = new HashMap<>();
  private final Map<String, Short> lastEpochs = new HashMap<>();
  private final Map<String, Producer> putOff = new HashMap<>();

  TransactionShard(
      ShardContext shard, TransactionConfig config, TopicCatalog topics, MarkerSender sender) {
    this.shard = shard;
    this.config = config;
    this.completion = new Completion(shard, config, topics, sender, byId::get);
  }

  @Override
  public void replay(ReplayedRecord record) {
    TransactionLogKey key = (TransactionLogKey) record.record().key();
    TransactionLogValue value = (TransactionLogValue) record.record().message();
    if (value == null) {
      byId.remove(key.transactionalId());
      lastEpochs.remove(key.transactionalId());
      putOff.remove(key.transactionalId());
    } else {
      byId.put(key.transactionalId(), Transaction.of(value));
    }
  }

  @Override
  public void replayMarker(long producerId, short producerEpoch, boolean commit) {
    LOG.warn(
        "transaction marker in the transaction topic ignored partition={} producerId={}",
        shard.partition(),
        producerId);
  }

  @Override
  public void onLoaded() {
    byId.forEach(
        (transactionalId, transaction) -> {
          if (transaction.status().isPrepared()) {
            completion.begin(transactionalId, transaction);
          }
        });
    scheduleTimeouts();
    scheduleExpiry();
  }

  /** Runs a task on the shard's loop, as long as the shard is served. From any thread. */
  void inside(Runnable task) {
    shard.inside().execute(task);
  }

  long nowMs() {
    return shard.nowMs();
  }

  @Nullable Transaction find(String transactionalId) {
    return byId.get(transactionalId);
  }

  Map<String, Transaction> all() {
    return Collections.unmodifiableMap(byId);
  }

  /**
   * The producer epoch before the last bump, if its producer asked for that bump and this broker
   * has coordinated since: as in Kafka it is not written.
   */
  short lastEpoch(String transactionalId) {
    return lastEpochs.getOrDefault(transactionalId, Producer.NO_EPOCH);
  }

  /** Whether a producer is told to come again: once, and then not before something was written. */
  boolean putsOff(String transactionalId, Producer producer) {
    return !producer.equals(putOff.put(transactionalId, producer));
  }

  /** Writes what was decided and answers; a prepared transaction goes on to its end. */
  <T> void apply(
      String transactionalId,
      Transition transition,
      Reply<T> reply,
      Function<@Nullable Transaction, T> onSuccess) {
    ErrorCode error = write(transactionalId, transition.next(), transition.mayRepeat());
    if (error == ErrorCode.NONE) {
      error = transition.error();
    }
    if (error == ErrorCode.NONE) {
      reply.send(onSuccess.apply(find(transactionalId)));
    } else {
      reply.fail(error);
    }
  }

  private ErrorCode write(String transactionalId, @Nullable Transaction next, boolean mayRepeat) {
    if (next == null) {
      return ErrorCode.NONE;
    }
    Transaction before = find(transactionalId);
    checkOrder(transactionalId, before, next);
    ErrorCode error =
        shard.journal().write(List.of(TransactionRecords.record(transactionalId, next)));
    putOff.remove(transactionalId);
    if (error == ErrorCode.NONE && before != null) {
      rememberBump(transactionalId, before, next, mayRepeat);
    }
    if (error == ErrorCode.NONE && next.status().isPrepared()) {
      completion.begin(transactionalId, next);
    }
    return error;
  }

  private static void checkOrder(
      String transactionalId, @Nullable Transaction before, Transaction next) {
    Invariant.check(
        before == null || before.status().next().contains(next.status()),
        "transaction " + transactionalId + " from " + before + " to " + next.status());
  }

  private void rememberBump(
      String transactionalId, Transaction before, Transaction next, boolean mayRepeat) {
    boolean bumped = !before.producer().equals(next.producer());
    boolean again = next.status() == TransactionStatus.EMPTY && !bumped;
    if (bumped && mayRepeat) {
      lastEpochs.put(transactionalId, before.producerEpoch());
    } else if (!again) {
      lastEpochs.remove(transactionalId);
    }
  }

  private void scheduleTimeouts() {
    shard.timers().schedule(TIMEOUT_TIMER, config.abortCheckIntervalMs(), this::abortTimedOut);
  }

  private void abortTimedOut() {
    long now = shard.nowMs();
    for (Map.Entry<String, Transaction> each : List.copyOf(byId.entrySet())) {
      Transaction transaction = each.getValue();
      if (transaction.isOngoing() && transaction.startMs() + transaction.timeoutMs() < now) {
        LOG.info("transaction timed out transactionalId={}", each.getKey());
        write(each.getKey(), EndVerb.fenced(transaction, now), false);
      }
    }
    scheduleTimeouts();
  }

  private void scheduleExpiry() {
    shard.timers().schedule(EXPIRY_TIMER, config.expirationCheckIntervalMs(), this::removeExpired);
  }

  private void removeExpired() {
    List<CoordinatorRecord> tombstones = new ArrayList<>();
    byId.forEach(
        (transactionalId, transaction) -> {
          if (isExpired(transaction)) {
            tombstones.add(TransactionRecords.tombstone(transactionalId));
          }
        });
    ErrorCode error = shard.journal().writeInParts(tombstones);
    if (!tombstones.isEmpty()) {
      LOG.info("transactional ids expired count={} error={}", tombstones.size(), error);
    }
    scheduleExpiry();
  }

  private boolean isExpired(Transaction transaction) {
    return transaction.status().next().contains(TransactionStatus.DEAD)
        && transaction.updatedMs() + config.idExpirationMs() <= shard.nowMs();
  }
}
