package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;

/** Produce requests by topic name. */
final class Producing {
  static final int BY_NAME = 12;

  private Producing() {}

  static ProduceRequestData request(int acks, String topic, int partition, BaseRecords records) {
    ProduceRequestData request =
        new ProduceRequestData().setAcks((short) acks).setTimeoutMs(10_000);
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName(topic)
                .setPartitionData(
                    List.of(new PartitionProduceData().setIndex(partition).setRecords(records))));
    return request;
  }

  /** Produces to partition 0 with acks=all. */
  static PartitionProduceResponse produce(
      RawConnection connection, String topic, BaseRecords records) {
    return produce(connection, topic, 0, records);
  }

  static PartitionProduceResponse produce(
      RawConnection connection, String topic, int partition, BaseRecords records) {
    return only(
        connection.ask(
            ApiKeys.PRODUCE,
            BY_NAME,
            request(-1, topic, partition, records),
            ProduceResponseData.class));
  }

  /** A new producer id; waits until the broker can give one. */
  static InitProducerIdResponseData newProducer(RawConnection connection, int version) {
    InitProducerIdRequestData request =
        new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1_000);
    return Deadline.until(
        "producer id",
        Duration.ofSeconds(10),
        () ->
            connection.ask(
                ApiKeys.INIT_PRODUCER_ID, version, request, InitProducerIdResponseData.class),
        response -> response.errorCode() == 0);
  }

  static PartitionProduceResponse only(ProduceResponseData response) {
    return response.responses().iterator().next().partitionResponses().get(0);
  }

  static Errors error(PartitionProduceResponse response) {
    return Errors.forCode(response.errorCode());
  }
}
