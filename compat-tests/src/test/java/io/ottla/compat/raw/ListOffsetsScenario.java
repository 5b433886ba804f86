package io.ottla.compat.raw;

import static io.ottla.compat.raw.Offsets.EARLIEST;
import static io.ottla.compat.raw.Offsets.EARLIEST_LOCAL;
import static io.ottla.compat.raw.Offsets.EARLIEST_PENDING_UPLOAD;
import static io.ottla.compat.raw.Offsets.LATEST;
import static io.ottla.compat.raw.Offsets.LATEST_TIERED;
import static io.ottla.compat.raw.Offsets.MAX_TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class ListOffsetsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long NONE = -1;
  private static final int FIRST_VERSION_WITH_LEADER_EPOCH = 4;

  private final RawConnection connection;

  ListOffsetsScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private String emptyTopic(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1, "retention.ms=-1");
    return topic;
  }

  private String topicWith(TestNames names, MemoryRecords... batches) {
    String topic = emptyTopic(names);
    for (MemoryRecords batch : batches) {
      assertThat(Producing.error(Producing.produce(connection, topic, batch)))
          .isEqualTo(Errors.NONE);
    }
    return topic;
  }

  /** Offsets 0 to 5 in three batches, the times not in order. */
  private String topicOfSix(TestNames names) {
    return topicWith(
        names,
        Batches.at(Compression.NONE, 1_000, 3_000, 2_000),
        Batches.at(Compression.NONE, 5_000),
        Batches.at(Compression.NONE, 4_000, 5_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyVersionFindsEarliestLatestAndATime(int version, TestNames names) {
    String topic = topicOfSix(names);
    int epoch = version >= FIRST_VERSION_WITH_LEADER_EPOCH ? 0 : -1;

    assertFound(Offsets.find(connection, version, topic, EARLIEST), 0, NONE, epoch);
    assertFound(Offsets.find(connection, version, topic, LATEST), 6, NONE, epoch);
    assertFound(Offsets.find(connection, version, topic, 2_500), 1, 3_000, epoch);
  }

  @ParameterizedTest
  @CsvSource({"-3,7", "-4,8", "-5,9"})
  void aSpecialPlaceIsKnownFromItsVersionOn(long timestamp, int first, TestNames names) {
    String topic = topicOfSix(names);

    for (int version = 1; version <= Offsets.NEWEST; version++) {
      ListOffsetsPartitionResponse found = Offsets.find(connection, version, topic, timestamp);

      assertThat(Offsets.error(found))
          .as("version %s", version)
          .isEqualTo(version < first ? Errors.UNSUPPORTED_VERSION : Errors.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-7, -100, Long.MIN_VALUE})
  void aPlaceThatDoesNotExistIsRefused(long timestamp, TestNames names) {
    ListOffsetsPartitionResponse found = Offsets.find(connection, topicOfSix(names), timestamp);

    assertRefused(found, Errors.UNSUPPORTED_VERSION);
  }

  @Test
  void theLargestTimestampIsThatOfItsFirstRecord(TestNames names) {
    assertFound(Offsets.find(connection, topicOfSix(names), MAX_TIMESTAMP), 3, 5_000, 0);
  }

  @Test
  void theLargestTimestampIsFoundWithinABatch(TestNames names) {
    for (Compression compression : List.of(Compression.NONE, Compression.gzip().build())) {
      String topic = topicWith(names, Batches.at(compression, 1_000, 9_000, 2_000));

      assertFound(Offsets.find(connection, topic, MAX_TIMESTAMP), 1, 9_000, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,1000", "1000,0,1000", "1001,1,3000", "3001,3,5000", "5000,3,5000", "5001,-1,-1"})
  void aTimeIsThatOfTheFirstRecordNotOlder(
      long time, long offset, long timestamp, TestNames names) {
    int epoch = offset < 0 ? -1 : 0;

    assertFound(Offsets.find(connection, topicOfSix(names), time), offset, timestamp, epoch);
  }

  @Test
  void aTimeIsFoundWithinACompressedBatch(TestNames names) {
    String topic =
        topicWith(names, Batches.at(Compression.gzip().build(), 1_000, 2_000, 3_000, 4_000));

    assertFound(Offsets.find(connection, topic, 2_001), 2, 3_000, 0);
  }

  @Test
  void anEmptyLogHasPlacesAndNoTimes(TestNames names) {
    String topic = emptyTopic(names);

    assertFound(Offsets.find(connection, topic, EARLIEST), 0, NONE, 0);
    assertFound(Offsets.find(connection, topic, LATEST), 0, NONE, 0);
    assertFound(Offsets.find(connection, topic, EARLIEST_LOCAL), 0, NONE, 0);
    assertFound(Offsets.find(connection, topic, MAX_TIMESTAMP), NONE, NONE, -1);
    assertFound(Offsets.find(connection, topic, 0), NONE, NONE, -1);
  }

  @Test
  void withoutTieredStorageEverythingIsLocal(TestNames names) {
    String topic = topicOfSix(names);

    assertFound(Offsets.find(connection, topic, EARLIEST_LOCAL), 0, NONE, 0);
    assertFound(Offsets.find(connection, topic, LATEST_TIERED), NONE, NONE, -1);
  }

  @Test
  void theEarliestUploadIsKnownToVersion11(TestNames names) {
    String topic = topicOfSix(names);

    assertFound(Offsets.find(connection, 11, topic, EARLIEST_PENDING_UPLOAD), NONE, NONE, -1);
    assertRefused(
        Offsets.find(connection, 10, topic, EARLIEST_PENDING_UPLOAD), Errors.UNSUPPORTED_VERSION);
  }

  @Test
  void deletedRecordsAreNotFound(TestNames names) {
    String topic = topicOfSix(names);
    var unused = DeleteRecordsScenario.delete(connection, 2, topic, 0, 2);

    assertFound(Offsets.find(connection, topic, EARLIEST), 2, NONE, 0);
    assertFound(Offsets.find(connection, topic, EARLIEST_LOCAL), 2, NONE, 0);
    assertFound(Offsets.find(connection, topic, 0), 2, 2_000, 0);
    assertFound(Offsets.find(connection, topic, 2_500), 3, 5_000, 0);
  }

  @Test
  void committedReadersSeeNothingBeyondAnOpenTransaction(TestNames names) {
    String topic = topicOfSix(names);
    Transactions transaction = Transactions.begin(connection, names.topic());
    transaction.add(topic);
    assertThat(transaction.produce(topic, 0, 2, 7_000)).isEqualTo(Errors.NONE);

    assertFound(Offsets.find(connection, topic, LATEST), 8, NONE, 0);
    assertFound(Offsets.find(connection, topic, 6_000), 6, 7_000, 0);
    assertFound(Offsets.find(connection, topic, MAX_TIMESTAMP), 6, 7_000, 0);
    assertFound(committed(topic, LATEST), 6, NONE, 0);
    assertFound(committed(topic, EARLIEST), 0, NONE, 0);
    assertFound(committed(topic, 2_500), 1, 3_000, 0);
    assertThat(Offsets.error(committed(topic, 6_000))).isEqualTo(Errors.NONE);
    assertThat(committed(topic, 6_000).offset()).isEqualTo(NONE);

    assertThat(transaction.end(true)).isEqualTo(Errors.NONE);
    var unused =
        Deadline.until(
            "marker", LIMIT, () -> committed(topic, LATEST), found -> found.offset() == 9);
    assertFound(committed(topic, 6_000), 6, 7_000, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 10})
  void theIsolationLevelCountsFromVersion2(int version, TestNames names) {
    String topic = topicOfSix(names);
    Transactions transaction = Transactions.begin(connection, names.topic());
    transaction.add(topic);
    assertThat(transaction.produce(topic, 0, 2, 7_000)).isEqualTo(Errors.NONE);
    ListOffsetsRequestData request = Offsets.request(topic, Offsets.partition(0, LATEST));

    assertThat(Offsets.ask(connection, version, Offsets.committed(request)).get(0).offset())
        .isEqualTo(6);
    assertThat(transaction.end(false)).isEqualTo(Errors.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 10})
  void anUnknownPartitionIsSaidToBeSo(int version, TestNames names) {
    String topic = topicOfSix(names);

    assertRefused(
        Offsets.ask(connection, version, Offsets.request(topic, Offsets.partition(7, LATEST)))
            .get(0),
        Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertRefused(
        Offsets.find(connection, version, names.topic(), LATEST),
        Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void anImpossiblePlaceIsRefusedBeforeThePartitionIsLookedFor(TestNames names) {
    assertRefused(Offsets.find(connection, names.topic(), -100), Errors.UNSUPPORTED_VERSION);
  }

  @Test
  void aPartitionAskedForTwiceIsRefused(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 2);
    ListOffsetsRequestData request =
        Offsets.request(
            topic,
            Offsets.partition(0, LATEST),
            Offsets.partition(0, EARLIEST),
            Offsets.partition(1, LATEST));

    List<ListOffsetsPartitionResponse> answers = Offsets.ask(connection, Offsets.NEWEST, request);

    assertThat(answers)
        .filteredOn(answer -> answer.partitionIndex() == 0)
        .isNotEmpty()
        .allSatisfy(answer -> assertRefused(answer, Errors.INVALID_REQUEST));
    assertThat(answers)
        .filteredOn(answer -> answer.partitionIndex() == 1)
        .singleElement()
        .satisfies(answer -> assertFound(answer, 0, NONE, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {LATEST, EARLIEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED, 2_500})
  void theLeaderEpochIsChecked(long timestamp, TestNames names) {
    String topic = topicOfSix(names);

    assertRefused(inEpoch(topic, timestamp, 5), Errors.UNKNOWN_LEADER_EPOCH);
    assertThat(Offsets.error(inEpoch(topic, timestamp, 0))).isEqualTo(Errors.NONE);
    assertThat(Offsets.error(inEpoch(topic, timestamp, -1))).isEqualTo(Errors.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 3})
  void whoIsNoConsumerSeesTheEndOfTheLog(int replicaId, TestNames names) {
    String topic = topicOfSix(names);
    ListOffsetsRequestData request =
        Offsets.request(topic, Offsets.partition(0, LATEST)).setReplicaId(replicaId);

    assertFound(Offsets.ask(connection, Offsets.NEWEST, request).get(0), 6, NONE, 0);
  }

  private ListOffsetsPartitionResponse inEpoch(String topic, long timestamp, int leaderEpoch) {
    ListOffsetsRequestData request =
        Offsets.request(topic, Offsets.partition(0, timestamp).setCurrentLeaderEpoch(leaderEpoch));
    return Offsets.ask(connection, Offsets.NEWEST, request).get(0);
  }

  private ListOffsetsPartitionResponse committed(String topic, long timestamp) {
    ListOffsetsRequestData request = Offsets.request(topic, Offsets.partition(0, timestamp));
    return Offsets.ask(connection, Offsets.NEWEST, Offsets.committed(request)).get(0);
  }

  private static void assertFound(
      ListOffsetsPartitionResponse found, long offset, long timestamp, int leaderEpoch) {
    assertThat(Offsets.error(found)).isEqualTo(Errors.NONE);
    assertThat(List.of(found.offset(), found.timestamp(), (long) found.leaderEpoch()))
        .as("offset, timestamp, leader epoch")
        .containsExactly(offset, timestamp, (long) leaderEpoch);
  }

  private static void assertRefused(ListOffsetsPartitionResponse found, Errors error) {
    assertThat(Offsets.error(found)).isEqualTo(error);
    assertThat(List.of(found.offset(), found.timestamp(), (long) found.leaderEpoch()))
        .as("offset, timestamp, leader epoch")
        .containsExactly(-1L, -1L, -1L);
  }
}
