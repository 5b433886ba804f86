package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A transactional producer in the protocol from before KIP-890: every step is a request. */
final class Transactions {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final byte TRANSACTION = 1;

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
    FindCoordinatorRequestData find =
        new FindCoordinatorRequestData().setKeyType(TRANSACTION).setKey(transactionalId);
    InitProducerIdRequestData init =
        new InitProducerIdRequestData()
            .setTransactionalId(transactionalId)
            .setTransactionTimeoutMs(60_000);
    var unused =
        Deadline.until(
            "transaction coordinator",
            LIMIT,
            () ->
                connection.ask(
                    ApiKeys.FIND_COORDINATOR, 3, find, FindCoordinatorResponseData.class),
            response -> response.errorCode() == 0);
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
}
