package io.ottla.coordinator.transaction;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** AddPartitionsToTxn (24) and AddOffsetsToTxn (25): opens or widens a transaction. Pure. */
final class AddPartitionsVerb {
  private AddPartitionsVerb() {}

  /** Decides. Partitions that are already in the transaction need no write. */
  static Transition decide(
      @Nullable Transaction current,
      Producer producer,
      Set<TopicPartition> partitions,
      short clientVersion,
      long nowMs) {
    ErrorCode error = check(current, producer);
    if (current == null || error != ErrorCode.NONE) {
      return Transition.refuse(error);
    }
    if (current.isOngoing() && current.partitions().containsAll(partitions)) {
      return Transition.unchanged();
    }
    Set<TopicPartition> all = new LinkedHashSet<>(current.partitions());
    all.addAll(partitions);
    return Transition.to(
        current
            .withPartitions(all)
            .withStartMs(current.isOngoing() ? current.startMs() : nowMs)
            .withClientVersion(clientVersion)
            .withStatus(TransactionStatus.ONGOING, nowMs));
  }

  /** Whether partitions are in the open transaction: what a leader asks before it appends. */
  static Map<TopicPartition, ErrorCode> verify(
      @Nullable Transaction current, Producer producer, Set<TopicPartition> partitions) {
    ErrorCode error = check(current, producer);
    Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
    for (TopicPartition partition : partitions) {
      boolean isIn = current != null && current.partitions().contains(partition);
      ErrorCode own = isIn ? ErrorCode.NONE : ErrorCode.TRANSACTION_ABORTABLE;
      results.put(partition, error == ErrorCode.NONE ? own : error);
    }
    return results;
  }

  private static ErrorCode check(@Nullable Transaction current, Producer producer) {
    if (current == null || current.producerId() != producer.id()) {
      return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
    }
    if (current.producerEpoch() != producer.epoch()) {
      return ErrorCode.PRODUCER_FENCED;
    }
    return current.status().isPrepared() ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.NONE;
  }
}
