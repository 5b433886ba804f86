package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class DeleteRecordsScenario {
  private static final int NEWEST = 2;
  private static final long HIGH_WATERMARK = -1;

  private final RawConnection connection;

  DeleteRecordsScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  /** Records at offsets 0 to 9 in two batches. */
  private String topicOfTen(TestNames names, String... configs) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1, configs);
    for (int i = 0; i < 2; i++) {
      assertThat(Producing.error(Producing.produce(connection, topic, Batches.batch(5))))
          .isEqualTo(Errors.NONE);
    }
    return topic;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void everyVersionMovesTheStartOfTheLog(int version, TestNames names) {
    String topic = topicOfTen(names);

    assertDeleted(delete(version, topic, 0, 7), 7);

    assertThat(Offsets.find(connection, topic, Offsets.EARLIEST).offset()).isEqualTo(7);
    assertThat(Fetching.error(Fetching.fetch(connection, topic, 6)))
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    assertThat(Batches.baseOffsets(Fetching.fetch(connection, topic, 7))).containsExactly(5L);
  }

  @Test
  void minusOneDeletesEverything(TestNames names) {
    String topic = topicOfTen(names);

    assertDeleted(delete(topic, HIGH_WATERMARK), 10);

    assertThat(Offsets.find(connection, topic, Offsets.EARLIEST).offset()).isEqualTo(10);
    var next = Producing.produce(connection, topic, Batches.batch(1));
    assertThat(next.baseOffset()).isEqualTo(10);
    assertThat(next.logStartOffset()).isEqualTo(10);
  }

  @Test
  void whatIsDeletedStaysDeleted(TestNames names) {
    String topic = topicOfTen(names);

    assertDeleted(delete(topic, 7), 7);
    assertDeleted(delete(topic, 3), 7);
    assertDeleted(delete(topic, 7), 7);
    assertDeleted(delete(topic, 10), 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, Long.MAX_VALUE, -2})
  void anOffsetThatIsNotThereIsOutOfRange(long offset, TestNames names) {
    assertRefused(delete(topicOfTen(names), offset), Errors.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void anUnknownPartitionIsSaidToBeSo(TestNames names) {
    assertRefused(delete(NEWEST, topicOfTen(names), 4, 0), Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertRefused(delete(names.topic(), 0), Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aTopicThatIsOnlyCompactedKeepsItsRecords(TestNames names) {
    assertRefused(delete(topicOfTen(names, "cleanup.policy=compact"), 5), Errors.POLICY_VIOLATION);
    assertDeleted(delete(topicOfTen(names, "cleanup.policy=compact,delete"), 5), 5);
  }

  @Test
  void openTransactionsAreNoHindrance(TestNames names) {
    String topic = topicOfTen(names);
    Transactions transaction = Transactions.begin(connection, names.topic());
    transaction.add(topic);
    assertThat(transaction.produce(topic, 0, 2, 7_000)).isEqualTo(Errors.NONE);

    assertDeleted(delete(topic, HIGH_WATERMARK), 12);
    assertThat(committedEnd(topic)).isEqualTo(12);
    var behind = Producing.produce(connection, topic, Batches.batch(1));
    assertThat(behind.baseOffset()).isEqualTo(12);
    assertThat(committedEnd(topic)).isEqualTo(12);

    assertThat(transaction.end(true)).isEqualTo(Errors.NONE);
    Long unused =
        Deadline.until(
            "the transaction's marker",
            Duration.ofSeconds(20),
            () -> committedEnd(topic),
            offset -> offset == 14);
  }

  /** The last stable offset. */
  private long committedEnd(String topic) {
    var request = Offsets.committed(Offsets.request(topic, Offsets.partition(0, Offsets.LATEST)));
    return Offsets.ask(connection, Offsets.NEWEST, request).get(0).offset();
  }

  @Test
  void aTimeIsFoundBehindWhatWasDeletedWithinABatch(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1, "retention.ms=-1");
    var produced =
        Producing.produce(
            connection, topic, Batches.at(Compression.NONE, 5_000, 1_000, 2_000, 3_000));
    assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);

    assertDeleted(delete(topic, 1), 1);

    assertThat(Offsets.find(connection, topic, 2_500).offset()).isEqualTo(3);
  }

  private DeleteRecordsPartitionResult delete(String topic, long offset) {
    return delete(NEWEST, topic, 0, offset);
  }

  private DeleteRecordsPartitionResult delete(
      int version, String topic, int partition, long offset) {
    return delete(connection, version, topic, partition, offset);
  }

  /** Deletes what is below an offset. */
  static DeleteRecordsPartitionResult delete(
      RawConnection connection, int version, String topic, int partition, long offset) {
    DeleteRecordsRequestData request =
        new DeleteRecordsRequestData()
            .setTimeoutMs(10_000)
            .setTopics(
                List.of(
                    new DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(
                            List.of(
                                new DeleteRecordsPartition()
                                    .setPartitionIndex(partition)
                                    .setOffset(offset)))));
    DeleteRecordsResponseData response =
        connection.ask(ApiKeys.DELETE_RECORDS, version, request, DeleteRecordsResponseData.class);
    return response.topics().iterator().next().partitions().iterator().next();
  }

  private static void assertDeleted(DeleteRecordsPartitionResult result, long lowWatermark) {
    assertThat(Errors.forCode(result.errorCode())).isEqualTo(Errors.NONE);
    assertThat(result.lowWatermark()).isEqualTo(lowWatermark);
  }

  private static void assertRefused(DeleteRecordsPartitionResult result, Errors error) {
    assertThat(Errors.forCode(result.errorCode())).isEqualTo(error);
    assertThat(result.lowWatermark()).isEqualTo(-1);
  }
}
