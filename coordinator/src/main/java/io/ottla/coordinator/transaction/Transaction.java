package io.ottla.coordinator.transaction;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.TransactionLogValue;
import io.ottla.wire.message.TransactionLogValue.PartitionsSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The state of a transactional id, as the log holds it.
 *
 * @param producer the producer that may act
 * @param previousProducerId before the last change of the id, or {@link Producer#NO_ID}
 * @param nextProducerId that replaces the id once the transaction is complete, or {@link
 *     Producer#NO_ID}
 * @param timeoutMs after which an open transaction is aborted
 * @param partitions that the transaction has written to
 * @param startMs when the transaction began, or -1
 * @param clientVersion the transaction version that the client uses (KIP-890)
 */
record Transaction(
    Producer producer,
    long previousProducerId,
    long nextProducerId,
    int timeoutMs,
    TransactionStatus status,
    Set<TopicPartition> partitions,
    long startMs,
    long updatedMs,
    short clientVersion) {
  /** The time of something that has not happened. */
  static final long NO_TIME = -1;

  /** From this client version on, every end of a transaction bumps the epoch. */
  static final short WITH_EPOCH_BUMP = 2;

  /** Copies the partitions, keeping their order. */
  Transaction {
    partitions = Collections.unmodifiableSet(new LinkedHashSet<>(partitions));
  }

  /** A producer id with an epoch; an older epoch of the same id is fenced. */
  record Producer(long id, short epoch) {
    static final long NO_ID = -1;
    static final short NO_EPOCH = -1;

    /** The last epoch that a client is given is one below the largest: fencing needs one more. */
    private static final short LAST_EPOCH = Short.MAX_VALUE - 1;

    Producer bumped() {
      return new Producer(id, (short) (epoch + 1));
    }

    boolean isExhausted() {
      return epoch >= LAST_EPOCH;
    }
  }

  long producerId() {
    return producer.id();
  }

  short producerEpoch() {
    return producer.epoch();
  }

  boolean isOngoing() {
    return status == TransactionStatus.ONGOING;
  }

  Transaction withStatus(TransactionStatus next, long nowMs) {
    return new Transaction(
        producer,
        previousProducerId,
        nextProducerId,
        timeoutMs,
        next,
        partitions,
        startMs,
        nowMs,
        clientVersion);
  }

  Transaction withProducer(Producer next) {
    return new Transaction(
        next,
        producer.id(),
        nextProducerId,
        timeoutMs,
        status,
        partitions,
        startMs,
        updatedMs,
        clientVersion);
  }

  Transaction withNextProducerId(long id) {
    return new Transaction(
        producer,
        previousProducerId,
        id,
        timeoutMs,
        status,
        partitions,
        startMs,
        updatedMs,
        clientVersion);
  }

  Transaction withPartitions(Set<TopicPartition> next) {
    return new Transaction(
        producer,
        previousProducerId,
        nextProducerId,
        timeoutMs,
        status,
        next,
        startMs,
        updatedMs,
        clientVersion);
  }

  Transaction withTimeoutMs(int next) {
    return new Transaction(
        producer,
        previousProducerId,
        nextProducerId,
        next,
        status,
        partitions,
        startMs,
        updatedMs,
        clientVersion);
  }

  Transaction withStartMs(long next) {
    return new Transaction(
        producer,
        previousProducerId,
        nextProducerId,
        timeoutMs,
        status,
        partitions,
        next,
        updatedMs,
        clientVersion);
  }

  Transaction withClientVersion(short next) {
    return new Transaction(
        producer,
        previousProducerId,
        nextProducerId,
        timeoutMs,
        status,
        partitions,
        startMs,
        updatedMs,
        next);
  }

  /** The state that a record holds. */
  static Transaction of(TransactionLogValue value) {
    TransactionStatus status = TransactionStatus.of(value.transactionStatus());
    Set<TopicPartition> partitions = new LinkedHashSet<>();
    List<PartitionsSchema> topics = value.transactionPartitions();
    if (topics != null) {
      for (PartitionsSchema topic : topics) {
        topic.partitionIds().forEach(id -> partitions.add(new TopicPartition(topic.topic(), id)));
      }
    }
    return new Transaction(
        new Producer(value.producerId(), value.producerEpoch()),
        value.previousProducerId(),
        value.nextProducerId(),
        value.transactionTimeoutMs(),
        Objects.requireNonNull(status, "transaction status " + value.transactionStatus()),
        partitions,
        value.transactionStartTimestampMs(),
        value.transactionLastUpdateTimestampMs(),
        value.clientTransactionVersion());
  }

  /** The record's value. */
  TransactionLogValue value() {
    return TransactionLogValue.builder()
        .producerId(producer.id())
        .previousProducerId(previousProducerId)
        .nextProducerId(nextProducerId)
        .producerEpoch(producer.epoch())
        .transactionTimeoutMs(timeoutMs)
        .transactionStatus(status.id())
        .transactionPartitions(status == TransactionStatus.EMPTY ? null : byTopic())
        .transactionLastUpdateTimestampMs(updatedMs)
        .transactionStartTimestampMs(startMs)
        .clientTransactionVersion(clientVersion)
        .build();
  }

  private List<PartitionsSchema> byTopic() {
    Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
    for (TopicPartition partition : partitions) {
      byTopic
          .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
          .add(partition.partition());
    }
    List<PartitionsSchema> topics = new ArrayList<>();
    byTopic.forEach((topic, ids) -> topics.add(new PartitionsSchema(topic, ids)));
    return topics;
  }
}
