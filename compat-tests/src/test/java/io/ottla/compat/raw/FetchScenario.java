package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class FetchScenario {
  private final BrokerUnderTest broker;
  private final RawConnection connection;

  FetchScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  /** A topic of one partition with batches of these many records. */
  private String topicWith(TestNames names, int... recordsOfBatch) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    for (int count : recordsOfBatch) {
      assertThat(Producing.error(Producing.produce(connection, topic, Batches.batch(count))))
          .isEqualTo(Errors.NONE);
    }
    return topic;
  }

  @Test
  void anOffsetInTheMiddleOfABatchBringsTheWholeBatch(TestNames names) {
    String topic = topicWith(names, 10, 10, 10);

    assertThat(Batches.baseOffsets(Fetching.fetch(connection, topic, 15)))
        .containsExactly(10L, 20L);
    assertThat(Batches.baseOffsets(Fetching.fetch(connection, topic, 29))).containsExactly(20L);
    assertThat(Batches.baseOffsets(Fetching.fetch(connection, topic, 0)))
        .containsExactly(0L, 10L, 20L);
  }

  @Test
  void theFirstBatchComesWhateverItsSize(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 2);
    for (int partition : new int[] {0, 1}) {
      for (int i = 0; i < 2; i++) {
        var produced = Producing.produce(connection, topic, partition, Batches.large(100_000));
        assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);
      }
    }
    FetchRequestData request = Fetching.request(topic, 0, 0).setMaxBytes(1_000);

    List<PartitionData> partitions = Fetching.partitions(Fetching.ask(connection, request));

    assertThat(Batches.baseOffsets(partitions.get(0))).containsExactly(0L);
    assertThat(Batches.sizeInBytes(partitions.get(0))).isGreaterThan(100_000);
    assertThat(Batches.sizeInBytes(partitions.get(1))).isZero();
  }

  @Test
  void aPartitionsOwnLimitHolds(TestNames names) {
    String topic = topicWith(names, 100, 100, 100);
    int batchBytes = Batches.sizeInBytes(Fetching.fetch(connection, topic, 200));
    FetchRequestData request = Fetching.request(topic, 0);
    var unused = Fetching.partitionOf(request, 0).setPartitionMaxBytes(2 * batchBytes + 10);

    PartitionData partition = Fetching.partitions(Fetching.ask(connection, request)).get(0);

    assertThat(Batches.sizeInBytes(partition)).isLessThanOrEqualTo(2 * batchBytes + 10);
    assertThat(Batches.endOffset(partition)).isEqualTo(200);
  }

  @Test
  void theWholeAnswersLimitHolds(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 3);
    for (int partition = 0; partition < 3; partition++) {
      var produced = Producing.produce(connection, topic, partition, Batches.large(10_000));
      assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);
    }
    FetchRequestData request = Fetching.request(topic, 0, 0, 0).setMaxBytes(21_000);

    int total =
        Fetching.partitions(Fetching.ask(connection, request)).stream()
            .mapToInt(Batches::sizeInBytes)
            .sum();

    assertThat(total).isBetween(20_000, 21_000);
  }

  @Test
  void watermarksComeWithEveryAnswer(TestNames names) {
    String topic = topicWith(names, 7);

    for (long offset : new long[] {0, 3, 7}) {
      PartitionData partition = Fetching.fetch(connection, topic, offset);

      assertThat(Fetching.error(partition)).isEqualTo(Errors.NONE);
      assertThat(partition.highWatermark()).isEqualTo(7);
      assertThat(partition.lastStableOffset()).isEqualTo(7);
      assertThat(partition.logStartOffset()).isZero();
    }
  }

  @Test
  void anOffsetOutOfRangeIsSaidToBeSo(TestNames names) {
    String topic = topicWith(names, 7);

    assertThat(Fetching.error(Fetching.fetch(connection, topic, 8)))
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    assertThat(Fetching.error(Fetching.fetch(connection, topic, -2)))
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void theLeaderEpochIsChecked(TestNames names) {
    String topic = topicWith(names, 1);
    FetchRequestData newer = Fetching.request(topic, 0);
    var unused = Fetching.partitionOf(newer, 0).setCurrentLeaderEpoch(10_000);

    assertThat(Fetching.error(Fetching.partitions(Fetching.ask(connection, newer)).get(0)))
        .isEqualTo(Errors.UNKNOWN_LEADER_EPOCH);
  }

  @Test
  void aDivergingEpochIsFound(TestNames names) {
    String topic = topicWith(names, 4);
    FetchRequestData request = Fetching.request(topic, 3);
    var unused = Fetching.partitionOf(request, 0).setLastFetchedEpoch(0);

    PartitionData partition = Fetching.partitions(Fetching.ask(connection, request)).get(0);

    assertThat(Fetching.error(partition)).isEqualTo(Errors.NONE);
    assertThat(partition.divergingEpoch().epoch()).isEqualTo(-1);
  }

  @Test
  void unknownTopicsAndPartitionsAreSaidToBeUnknown(TestNames names) {
    String topic = topicWith(names, 1);

    assertThat(Fetching.error(Fetching.fetch(connection, topic + "-no", 0)))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(
            Fetching.error(
                Fetching.partitions(Fetching.ask(connection, Fetching.request(topic, 0, 0)))
                    .get(1)))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void topicsAreFetchedByIdToo(int version, TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);
    var produced = Producing.produce(connection, topic, Batches.batch(3));
    FetchRequestData known = Fetching.request(topic, 0);
    var unused = known.topics().get(0).setTopic("").setTopicId(id);
    FetchRequestData unknown = Fetching.request(topic, 0);
    unused = unknown.topics().get(0).setTopic("").setTopicId(new Uuid(7, 7));

    assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);
    assertThat(Batches.endOffset(only(version, known))).isEqualTo(3);
    assertThat(Fetching.error(only(version, unknown))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10, 11, 12})
  void oldVersionsFetchByName(int version, TestNames names) {
    String topic = topicWith(names, 3, 2);

    assertThat(Batches.baseOffsets(only(version, Fetching.request(topic, 1))))
        .containsExactly(0L, 3L);
  }

  private PartitionData only(int version, FetchRequestData request) {
    return Fetching.partitions(
            connection.ask(ApiKeys.FETCH, version, request, FetchResponseData.class))
        .get(0);
  }

  @Test
  void withNothingToReadTheAnswerWaitsItsTime(TestNames names) {
    String topic = topicWith(names);
    long begin = System.nanoTime();

    FetchResponseData response =
        Fetching.ask(connection, Fetching.request(topic, 0).setMinBytes(1).setMaxWaitMs(400));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(390));
    assertThat(Batches.sizeInBytes(Fetching.partitions(response).get(0))).isZero();
  }

  @Test
  void aWaitingFetchIsAnsweredOnceEnoughHasCome(TestNames names) {
    String topic = topicWith(names);
    int batchBytes = Batches.batch(10).sizeInBytes();
    int correlationId =
        connection.send(
            ApiKeys.FETCH,
            12,
            Fetching.request(topic, 0).setMinBytes(batchBytes + 1).setMaxWaitMs(15_000));

    try (RawConnection other = RawConnection.to(broker)) {
      var first = Producing.produce(other, topic, Batches.batch(10));
      assertThat(Producing.error(first)).isEqualTo(Errors.NONE);
      assertThat(connection.isSilentFor(Duration.ofMillis(300))).isTrue();
      var second = Producing.produce(other, topic, Batches.batch(10));
      assertThat(Producing.error(second)).isEqualTo(Errors.NONE);
    }

    FetchResponseData response =
        connection.receive(ApiKeys.FETCH, 12, correlationId, FetchResponseData.class);
    assertThat(Batches.baseOffsets(Fetching.partitions(response).get(0))).containsExactly(0L, 10L);
  }

  @Test
  void anErrorIsNotWaitedFor(TestNames names) {
    String topic = topicWith(names, 1);
    long begin = System.nanoTime();

    FetchResponseData response =
        Fetching.ask(connection, Fetching.request(topic, 5).setMinBytes(1).setMaxWaitMs(10_000));

    assertThat(Fetching.error(Fetching.partitions(response).get(0)))
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }
}
