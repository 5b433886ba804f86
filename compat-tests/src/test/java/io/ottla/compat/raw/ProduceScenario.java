package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class ProduceScenario {
  private final BrokerUnderTest broker;
  private final RawConnection connection;

  ProduceScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private String createTopic(TestNames names, String... configs) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1, configs);
    return topic;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyVersionByNameAppends(int version, TestNames names) {
    String topic = createTopic(names);

    for (long offset : new long[] {0, 5}) {
      PartitionProduceResponse response =
          Producing.only(
              connection.ask(
                  ApiKeys.PRODUCE,
                  version,
                  Producing.request(1, topic, 0, Batches.batch(5)),
                  ProduceResponseData.class));

      assertThat(Producing.error(response)).isEqualTo(Errors.NONE);
      assertThat(response.baseOffset()).isEqualTo(offset);
      assertThat(response.logAppendTimeMs()).isEqualTo(-1);
      assertThat(response.logStartOffset()).isEqualTo(version >= 5 ? 0 : -1);
    }
  }

  @Test
  void version13NamesTopicsByTheirIds(TestNames names) {
    var id = Topics.create(connection, names.topic(), 1);

    for (var known : List.of(true, false)) {
      ProduceRequestData request = Producing.request(-1, "", 0, Batches.batch(1));
      request
          .topicData()
          .forEach(topic -> topic.setTopicId(known ? id : new org.apache.kafka.common.Uuid(7, 7)));
      ProduceResponseData response =
          connection.ask(ApiKeys.PRODUCE, 13, request, ProduceResponseData.class);

      assertThat(Producing.error(Producing.only(response)))
          .isEqualTo(known ? Errors.NONE : Errors.UNKNOWN_TOPIC_ID);
    }
  }

  @Test
  void withAcks0NothingIsAnswered(TestNames names) {
    String topic = createTopic(names);

    int unanswered =
        connection.send(ApiKeys.PRODUCE, 12, Producing.request(0, topic, 0, Batches.batch(4)));
    MetadataResponseData next =
        connection.ask(ApiKeys.METADATA, 12, new MetadataRequestData(), MetadataResponseData.class);

    assertThat(unanswered).isPositive();
    assertThat(next.brokers()).hasSize(1);
    assertThat(Producing.produce(connection, topic, Batches.batch(1)).baseOffset()).isEqualTo(4);
  }

  @Test
  void withAcks0AnErrorClosesTheConnection(TestNames names) {
    int unanswered =
        connection.send(
            ApiKeys.PRODUCE, 12, Producing.request(0, names.topic(), 0, Batches.batch(1)));

    assertThat(unanswered).isPositive();
    assertThat(connection.isClosedWithin(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void acksOtherThanThreeValuesAreRefused(TestNames names) {
    String topic = createTopic(names);

    ProduceResponseData response =
        connection.ask(
            ApiKeys.PRODUCE,
            12,
            Producing.request(2, topic, 0, Batches.batch(1)),
            ProduceResponseData.class);

    assertThat(Producing.error(Producing.only(response))).isEqualTo(Errors.INVALID_REQUIRED_ACKS);
  }

  @Test
  void unknownTopicsAndPartitionsAreSaidToBeUnknown(TestNames names) {
    String topic = createTopic(names);

    assertThat(Producing.error(Producing.produce(connection, topic, 1, Batches.batch(1))))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(Producing.error(Producing.produce(connection, topic + "-no", Batches.batch(1))))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aDamagedBatchIsRefusedAndNothingOfItStored(TestNames names) {
    String topic = createTopic(names);
    ByteBuffer flipped = Batches.bytes(Batches.batch(3));
    flipped.put(flipped.limit() - 3, (byte) ~flipped.get(flipped.limit() - 3));

    PartitionProduceResponse response =
        Producing.produce(connection, topic, MemoryRecords.readableRecords(flipped));

    assertThat(Producing.error(response)).isEqualTo(Errors.CORRUPT_MESSAGE);
    assertThat(Producing.produce(connection, topic, Batches.batch(1)).baseOffset()).isZero();
  }

  @Test
  void theTopicsLargestBatchIsHeld(TestNames names) {
    String topic = createTopic(names, "max.message.bytes=2000");

    assertThat(Producing.error(Producing.produce(connection, topic, Batches.large(3_000))))
        .isEqualTo(Errors.MESSAGE_TOO_LARGE);
    assertThat(Producing.produce(connection, topic, Batches.large(1_500)).baseOffset()).isZero();
  }

  @Test
  void theLargestBatchByDefaultIsAMebibyteAndItsOverhead(TestNames names) {
    String topic = createTopic(names);
    int fits = 1_048_000;
    fits += 1_048_588 - Batches.large(fits).sizeInBytes();

    assertThat(Producing.error(Producing.produce(connection, topic, Batches.large(fits))))
        .isEqualTo(Errors.NONE);
    assertThat(Producing.error(Producing.produce(connection, topic, Batches.large(fits + 1))))
        .isEqualTo(Errors.MESSAGE_TOO_LARGE);
  }

  @Test
  void aKeylessRecordInACompactedTopicIsRefusedByItsIndex(TestNames names) {
    String topic = createTopic(names, "cleanup.policy=compact");
    SimpleRecord[] records = Batches.records(4, 5);
    records[2] = new SimpleRecord(records[2].timestamp(), null, new byte[5]);

    PartitionProduceResponse response =
        Producing.produce(connection, topic, MemoryRecords.withRecords(Compression.NONE, records));

    assertThat(Producing.error(response)).isEqualTo(Errors.INVALID_RECORD);
    assertThat(response.recordErrors()).hasSize(1);
    assertThat(response.recordErrors().get(0).batchIndex()).isEqualTo(2);
    assertThat(Producing.produce(connection, topic, Batches.batch(2)).baseOffset()).isZero();
  }

  @Test
  void logAppendTimeIsAnswered(TestNames names) {
    String topic = createTopic(names, "message.timestamp.type=LogAppendTime");
    long before = System.currentTimeMillis();

    PartitionProduceResponse response = Producing.produce(connection, topic, Batches.batch(2));

    assertThat(response.logAppendTimeMs()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void recordsFromTheFarFutureAreRefused(TestNames names) {
    String topic = createTopic(names, "message.timestamp.after.max.ms=1000");
    long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();

    PartitionProduceResponse response =
        Producing.produce(
            connection,
            topic,
            MemoryRecords.withRecords(
                Compression.NONE, new SimpleRecord(tomorrow, new byte[1], new byte[1])));

    assertThat(Producing.error(response)).isEqualTo(Errors.INVALID_TIMESTAMP);
    assertThat(response.recordErrors())
        .extracting(BatchIndexAndErrorMessage::batchIndex)
        .contains(0);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"NONE", "LZ4"})
  void recordsThatAreTooOldAreRefusedByTheirIndexWhereverTheyAreInABatch(
      CompressionType compression, TestNames names) {
    String topic =
        createTopic(names, "message.timestamp.before.max.ms=60000", "cleanup.policy=compact");
    long nowMs = System.currentTimeMillis();
    SimpleRecord old = new SimpleRecord(nowMs - 61_000, new byte[1], new byte[1]);
    SimpleRecord fresh = new SimpleRecord(nowMs, new byte[1], new byte[1]);
    SimpleRecord keyless = new SimpleRecord(nowMs, null, new byte[1]);

    PartitionProduceResponse response =
        Producing.produce(
            connection,
            topic,
            MemoryRecords.withRecords(
                Compression.of(compression).build(), fresh, keyless, fresh, old, fresh));

    assertThat(Producing.error(response)).isEqualTo(Errors.INVALID_TIMESTAMP);
    assertThat(response.recordErrors())
        .extracting(BatchIndexAndErrorMessage::batchIndex)
        .containsExactly(1, 3);
  }

  @Test
  void aRecordInTheMiddleThatIsTooOldIsRefused(TestNames names) {
    String topic = createTopic(names, "message.timestamp.before.max.ms=60000");
    long nowMs = System.currentTimeMillis();
    SimpleRecord[] records = new SimpleRecord[150];
    Arrays.fill(records, new SimpleRecord(nowMs - 61_000, new byte[1], new byte[1]));
    records[0] = new SimpleRecord(nowMs, new byte[1], new byte[1]);

    PartitionProduceResponse response =
        Producing.produce(connection, topic, MemoryRecords.withRecords(Compression.NONE, records));

    assertThat(Producing.error(response)).isEqualTo(Errors.INVALID_TIMESTAMP);
    assertThat(response.recordErrors()).hasSizeGreaterThanOrEqualTo(100);
  }

  @Test
  void anIdempotentProducersRepeatHasItsFirstOffsetAndAGapIsRefused(TestNames names) {
    String topic = createTopic(names);
    InitProducerIdResponseData producer = Producing.newProducer(connection, 5);
    long id = producer.producerId();
    short epoch = producer.producerEpoch();

    assertThat(id).isNotNegative();
    assertThat(send(topic, id, epoch, 0, 3).baseOffset()).isZero();
    assertThat(send(topic, id, epoch, 3, 2).baseOffset()).isEqualTo(3);
    assertThat(send(topic, id, epoch, 5, 1).baseOffset()).isEqualTo(5);
    assertThat(send(topic, id, epoch, 0, 3).baseOffset()).isZero();
    assertThat(send(topic, id, epoch, 3, 2).baseOffset()).isEqualTo(3);
    assertThat(Producing.error(send(topic, id, epoch, 9, 1)))
        .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(Producing.error(send(topic, id, (short) (epoch + 1), 0, 1))).isEqualTo(Errors.NONE);
    assertThat(Producing.error(send(topic, id, epoch, 6, 1)))
        .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
  }

  private PartitionProduceResponse send(
      String topic, long producerId, short epoch, int sequence, int count) {
    return Producing.produce(
        connection, topic, Batches.idempotent(producerId, epoch, sequence, count));
  }

  @Test
  void producerIdsAreNeverGivenTwice() {
    try (RawConnection other = RawConnection.to(broker)) {
      long first = Producing.newProducer(connection, 1).producerId();
      long second = Producing.newProducer(other, 4).producerId();

      assertThat(second).isNotEqualTo(first);
    }
  }
}
