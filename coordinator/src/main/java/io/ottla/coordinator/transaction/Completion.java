package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.protocol.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings prepared transactions to their end: once the decision is committed, markers go to every
 * partition, again and again until all are written; then the end is recorded. A new coordinator
 * takes up where the old one was. Owned by the shard's loop.
 */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  private final ShardContext shard;
  private final TransactionConfig config;
  private final TopicCatalog topics;
  private final MarkerSender sender;
  private final Function<String, @Nullable Transaction> find;

  Completion(
      ShardContext shard,
      TransactionConfig config,
      TopicCatalog topics,
      MarkerSender sender,
      Function<String, @Nullable Transaction> find) {
    this.shard = shard;
    this.config = config;
    this.topics = topics;
    this.sender = sender;
    this.find = find;
  }

  private record RetryTimer(String transactionalId) {}

  /** Starts on a transaction whose decision was just written or loaded. */
  void begin(String transactionalId, Transaction prepared) {
    shard
        .journal()
        .whenCommitted(
            () ->
                shard
                    .inside()
                    .execute(() -> send(transactionalId, prepared, prepared.partitions())));
  }

  private void send(String transactionalId, Transaction prepared, Set<TopicPartition> partitions) {
    Set<TopicPartition> existing = new LinkedHashSet<>(partitions);
    existing.removeIf(this::isGone);
    if (existing.isEmpty()) {
      complete(transactionalId, prepared);
      return;
    }
    sender.send(
        marker(prepared),
        existing,
        results -> shard.inside().execute(() -> onResults(transactionalId, prepared, results)));
  }

  /** A topic that is deleted needs no marker. */
  private boolean isGone(TopicPartition partition) {
    TopicCatalog.Topic topic = topics.byName(partition.topic());
    return topic == null || !topic.has(partition.partition());
  }

  private Marker marker(Transaction prepared) {
    Producer producer = prepared.producer();
    return new Marker(
        producer.id(),
        producer.epoch(),
        prepared.status() == TransactionStatus.PREPARE_COMMIT,
        shard.leaderEpoch(),
        prepared.clientVersion());
  }

  private void onResults(
      String transactionalId, Transaction prepared, Map<TopicPartition, ErrorCode> results) {
    if (!isStill(transactionalId, prepared)) {
      return;
    }
    Set<TopicPartition> failed = new LinkedHashSet<>();
    for (Map.Entry<TopicPartition, ErrorCode> result : results.entrySet()) {
      switch (result.getValue()) {
        case NONE -> {}
        case INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED -> {
          LOG.warn(
              "markers given up transactionalId={} partition={} error={}",
              transactionalId,
              result.getKey(),
              result.getValue());
          return;
        }
        default -> failed.add(result.getKey());
      }
    }
    if (failed.isEmpty()) {
      complete(transactionalId, prepared);
    } else {
      retry(transactionalId, () -> send(transactionalId, prepared, failed));
    }
  }

  private void complete(String transactionalId, Transaction prepared) {
    if (!isStill(transactionalId, prepared)) {
      return;
    }
    Transaction completed = EndVerb.completed(prepared, shard.nowMs());
    ErrorCode error =
        shard.journal().write(List.of(TransactionRecords.record(transactionalId, completed)));
    if (error != ErrorCode.NONE) {
      LOG.warn("end not written transactionalId={} error={}", transactionalId, error);
      retry(transactionalId, () -> complete(transactionalId, prepared));
    }
  }

  private void retry(String transactionalId, Runnable task) {
    shard.timers().schedule(new RetryTimer(transactionalId), config.markerRetryMs(), task);
  }

  private boolean isStill(String transactionalId, Transaction prepared) {
    return prepared.equals(find.apply(transactionalId));
  }
}
