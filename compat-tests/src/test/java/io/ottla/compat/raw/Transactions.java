package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A transactional producer in the protocol from before KIP-890: every step is a request. */
final class Transactions {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RawConnection connection;
  private final String transactionalId;
  private final InitProducerIdResponseData producer;

  private Transactions(
      RawConnection connection, String transactionalId, InitProducerIdResponseData producer) {
    this.connection = connection;
    this.transactionalId = transactionalId;
    this.producer = producer;
  }

  /** A producer with an id of its own; waits until the coordinator can give one. */
  static Transactions begin(RawConnection connection, String transactionalId) {
    InitProducerIdRequestData init =
        new InitProducerIdRequestData()
            .setTransactionalId(transactionalId)
            .setTransactionTimeoutMs(60_000);
    Coordinators.awaitOfTransaction(connection, transactionalId);
    InitProducerIdResponseData producer =
        Deadline.until(
            "transactional producer",
            LIMIT,
            () ->
                connection.ask(ApiKeys.INIT_PRODUCER_ID, 4, init, InitProducerIdResponseData.class),
            response -> response.errorCode() == 0);
    return new Transactions(connection, transactionalId, producer);
  }

  long producerId() {
    return producer.producerId();
  }

  short producerEpoch() {
    return producer.producerEpoch();
  }

  /** Adds partition 0 of a topic to the transaction. */
  void add(String topic) {
    AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
    topics.add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(0)));
    AddPartitionsToTxnRequestData request =
        new AddPartitionsToTxnRequestData()
            .setV3AndBelowTransactionalId(transactionalId)
            .setV3AndBelowProducerId(producer.producerId())
            .setV3AndBelowProducerEpoch(producer.producerEpoch())
            .setV3AndBelowTopics(topics);
    Errors unused =
        Deadline.until(
            "partition in the transaction",
            LIMIT,
            () -> error(request),
            error -> error == Errors.NONE);
  }

  private Errors error(AddPartitionsToTxnRequestData request) {
    AddPartitionsToTxnResponseData response =
        connection.ask(
            ApiKeys.ADD_PARTITIONS_TO_TXN, 3, request, AddPartitionsToTxnResponseData.class);
    var topic = response.resultsByTopicV3AndBelow().iterator().next();
    return Errors.forCode(topic.resultsByPartition().iterator().next().partitionErrorCode());
  }

  /** Writes records to partition 0 as the producer's next batch. */
  Errors produce(String topic, int sequence, int count, long timestamp) {
    MemoryRecords records =
        Batches.transactional(
            producer.producerId(), producer.producerEpoch(), sequence, count, timestamp);
    var request = Producing.request(-1, topic, 0, records).setTransactionalId(transactionalId);
    return Producing.error(
        Producing.only(connection.ask(ApiKeys.PRODUCE, 11, request, ProduceResponseData.class)));
  }

  /** Ends the transaction; its markers follow in the background. */
  Errors end(boolean commit) {
    EndTxnRequestData request =
        new EndTxnRequestData()
            .setTransactionalId(transactionalId)
            .setProducerId(producer.producerId())
            .setProducerEpoch(producer.producerEpoch())
            .setCommitted(commit);
    return Errors.forCode(
        connection.ask(ApiKeys.END_TXN, 3, request, EndTxnResponseData.class).errorCode());
  }

  /** Tells the coordinator that offsets of the group belong to the transaction. */
  void addOffsets(String group) {
    AddOffsetsToTxnRequestData request =
        new AddOffsetsToTxnRequestData()
            .setTransactionalId(transactionalId)
            .setProducerId(producer.producerId())
            .setProducerEpoch(producer.producerEpoch())
            .setGroupId(group);
    var unused =
        Deadline.until(
            "offsets in the transaction",
            LIMIT,
            () ->
                connection.ask(
                    ApiKeys.ADD_OFFSETS_TO_TXN, 3, request, AddOffsetsToTxnResponseData.class),
            response -> response.errorCode() == 0);
  }

  /** Commits an offset in the transaction. */
  short commitOffset(String group, String topic, int partition, long offset) {
    return commitOffset(4, producer.producerEpoch(), group, topic, partition, offset);
  }

  private short commitOffset(
      int version, short epoch, String group, String topic, int partition, long offset) {
    TxnOffsetCommitRequestData request =
        new TxnOffsetCommitRequestData()
            .setTransactionalId(transactionalId)
            .setGroupId(group)
            .setProducerId(producer.producerId())
            .setProducerEpoch(epoch)
            .setTopics(
                List.of(
                    new TxnOffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(
                            List.of(
                                new TxnOffsetCommitRequestPartition()
                                    .setPartitionIndex(partition)
                                    .setCommittedOffset(offset)
                                    .setCommittedMetadata("in a transaction")))));
    return connection
        .ask(ApiKeys.TXN_OFFSET_COMMIT, version, request, TxnOffsetCommitResponseData.class)
        .topics()
        .get(0)
        .partitions()
        .get(0)
        .errorCode();
  }

  /** The same producer with the protocol of KIP-890: a new epoch after each transaction. */
  Newer newer() {
    return new Newer();
  }

  final class Newer {
    private short epoch = producer.producerEpoch();

    void produce(String topic) {
      Errors unused =
          Deadline.until(
              "produced",
              LIMIT,
              () -> {
                MemoryRecords records =
                    Batches.transactional(producer.producerId(), epoch, 0, 1, 1);
                var request =
                    Producing.request(-1, topic, 0, records).setTransactionalId(transactionalId);
                return Producing.error(
                    Producing.only(
                        connection.ask(ApiKeys.PRODUCE, 12, request, ProduceResponseData.class)));
              },
              error -> error == Errors.NONE);
    }

    void commitOffset(String group, String topic, int partition, long offset) {
      Deadline.until(
          "offset in the transaction",
          LIMIT,
          () -> Transactions.this.commitOffset(5, epoch, group, topic, partition, offset) == 0);
    }

    void end(boolean commit) {
      EndTxnRequestData request =
          new EndTxnRequestData()
              .setTransactionalId(transactionalId)
              .setProducerId(producer.producerId())
              .setProducerEpoch(epoch)
              .setCommitted(commit);
      EndTxnResponseData response =
          Deadline.until(
              "end of the transaction",
              LIMIT,
              () -> connection.ask(ApiKeys.END_TXN, 5, request, EndTxnResponseData.class),
              answer -> answer.errorCode() == 0);
      epoch = response.producerEpoch();
    }
  }
}
