package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker(own = true)
final class OffsetForLeaderEpochScenario {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int NEWEST = 4;
  private static final int NONE = -1;
  private static final int CONSUMER = -1;

  private final BrokerUnderTest broker;
  private RawConnection connection;

  OffsetForLeaderEpochScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void theCurrentEpochEndsWhereTheLogEnds(int version, TestNames names) {
    String topic = topicOf(names, 5);

    EpochEndOffset end = ask(version, request(topic, epoch(0, 0))).get(0);

    assertThat(end.partition()).isZero();
    assertEnds(end, 0, 5);
  }

  @Test
  void anEmptyLogEndsWhereItBegins(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    assertEnds(endOf(topic, 0), 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 77, Integer.MAX_VALUE, -1})
  void anEpochThatNeverWasHasNoEnd(int epoch, TestNames names) {
    assertEnds(endOf(topicOf(names, 5), epoch), NONE, NONE);
  }

  @Test
  void anEpochFromBeforeTheFirstEndsWhereTheFirstBegins(TestNames names) {
    assertEnds(endOf(topicOf(names, 5), -2), -2, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void anUnknownPartitionIsSaidToBeSo(int version, TestNames names) {
    String topic = topicOf(names, 5);

    assertRefused(
        ask(version, request(topic, epoch(9, 0))).get(0), Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertRefused(
        ask(version, request(names.topic(), epoch(0, 0))).get(0),
        Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void anEpochOfTheFutureIsNotKnownYet(TestNames names) {
    String topic = topicOf(names, 5);
    var ahead = request(topic, epoch(0, 0).setCurrentLeaderEpoch(1));

    assertRefused(ask(NEWEST, ahead).get(0), Errors.UNKNOWN_LEADER_EPOCH);
    assertEnds(ask(NEWEST, request(topic, epoch(0, 0).setCurrentLeaderEpoch(0))).get(0), 0, 5);
  }

  @Test
  void aFollowerIsAnsweredLikeAConsumer(TestNames names) {
    String topic = topicOf(names, 5);

    assertEnds(ask(NEWEST, request(topic, epoch(0, 0)).setReplicaId(2)).get(0), 0, 5);
  }

  @Test
  void everyPartitionHasAnAnswer(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 3);
    var produced = Producing.produce(connection, topic, 1, Batches.batch(4));
    assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);

    List<EpochEndOffset> ends = ask(NEWEST, request(topic, epoch(0, 0), epoch(1, 0), epoch(5, 0)));

    assertThat(ends).extracting(EpochEndOffset::partition).containsExactlyInAnyOrder(0, 1, 5);
    assertEnds(of(0, ends), 0, 0);
    assertEnds(of(1, ends), 0, 4);
    assertRefused(of(5, ends), Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  /** How many epochs a restart takes is the product's affair; where they end is not. */
  @Test
  void epochsEndWhereTheNextOneBegan(TestNames names) {
    String topic = topicOf(names, 5);
    String idle = topicOf(names, 3);
    String empty = names.topic();
    var unused = Topics.create(connection, empty, 1);
    TreeMap<Integer, Long> begins = new TreeMap<>();
    begins.put(0, 0L);
    long end = 5;
    for (int count : new int[] {2, 0, 7}) {
      restart();
      begins.put(currentEpoch(topic), end);
      if (count > 0) {
        assertThat(Producing.error(Producing.produce(connection, topic, Batches.batch(count))))
            .isEqualTo(Errors.NONE);
      }
      end += count;
    }
    int last = begins.lastKey();
    assertThat(last).isGreaterThanOrEqualTo(3);

    for (int epoch = 0; epoch <= last; epoch++) {
      Integer next = begins.higherKey(epoch);
      EpochEndOffset found = endOf(topic, epoch);
      assertThat(found.endOffset())
          .as("epoch %s", epoch)
          .isEqualTo(next == null ? end : begins.get(next));
      assertThat(begins).as("epoch %s", epoch).containsKey(found.leaderEpoch());
      assertThat(found.leaderEpoch()).isLessThanOrEqualTo(epoch);
    }
    assertEnds(endOf(topic, last + 1), NONE, NONE);
    int now = currentEpoch(idle);
    assertEnds(endOf(idle, 0), 0, 3);
    assertEnds(endOf(idle, now), now, 3);
    assertEnds(endOf(empty, 0), 0, 0);
    assertEnds(endOf(empty, currentEpoch(empty)), currentEpoch(empty), 0);
    assertRefused(
        ask(NEWEST, request(topic, epoch(0, last).setCurrentLeaderEpoch(last - 1))).get(0),
        Errors.FENCED_LEADER_EPOCH);
    assertFenced(topic, last);
  }

  /** The other APIs with a leader epoch check it against the same one. */
  private void assertFenced(String topic, int leaderEpoch) {
    var older = Offsets.partition(0, Offsets.LATEST).setCurrentLeaderEpoch(leaderEpoch - 1);
    var same = Offsets.partition(0, Offsets.LATEST).setCurrentLeaderEpoch(leaderEpoch);

    assertThat(
            Offsets.error(
                Offsets.ask(connection, Offsets.NEWEST, Offsets.request(topic, older)).get(0)))
        .isEqualTo(Errors.FENCED_LEADER_EPOCH);
    assertThat(
            Offsets.ask(connection, Offsets.NEWEST, Offsets.request(topic, same))
                .get(0)
                .leaderEpoch())
        .isEqualTo(leaderEpoch);
    assertThat(Offsets.find(connection, topic, Offsets.EARLIEST).leaderEpoch()).isZero();
    var fetch = Fetching.request(topic, 0);
    var unused = Fetching.partitionOf(fetch, 0).setCurrentLeaderEpoch(leaderEpoch - 1);
    assertThat(Fetching.error(Fetching.partitions(Fetching.ask(connection, fetch)).get(0)))
        .isEqualTo(Errors.FENCED_LEADER_EPOCH);
  }

  private void restart() {
    connection.close();
    int unused = broker.stop();
    broker.start();
    connection = RawConnection.to(broker);
  }

  /** The leader epoch of partition 0 once it has a leader. */
  private int currentEpoch(String topic) {
    return Deadline.until(
            "leader of " + topic,
            LIMIT,
            () -> Offsets.find(connection, topic, Offsets.LATEST),
            found -> Offsets.error(found) == Errors.NONE)
        .leaderEpoch();
  }

  private String topicOf(TestNames names, int records) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    assertThat(Producing.error(Producing.produce(connection, topic, Batches.batch(records))))
        .isEqualTo(Errors.NONE);
    return topic;
  }

  private EpochEndOffset endOf(String topic, int epoch) {
    return ask(NEWEST, request(topic, epoch(0, epoch))).get(0);
  }

  private static OffsetForLeaderPartition epoch(int partition, int leaderEpoch) {
    return new OffsetForLeaderPartition().setPartition(partition).setLeaderEpoch(leaderEpoch);
  }

  private static OffsetForLeaderEpochRequestData request(
      String topic, OffsetForLeaderPartition... partitions) {
    OffsetForLeaderTopicCollection topics = new OffsetForLeaderTopicCollection();
    topics.add(new OffsetForLeaderTopic().setTopic(topic).setPartitions(List.of(partitions)));
    return new OffsetForLeaderEpochRequestData().setReplicaId(CONSUMER).setTopics(topics);
  }

  private List<EpochEndOffset> ask(int version, OffsetForLeaderEpochRequestData request) {
    OffsetForLeaderEpochResponseData response =
        connection.ask(
            ApiKeys.OFFSET_FOR_LEADER_EPOCH,
            version,
            request,
            OffsetForLeaderEpochResponseData.class);
    List<EpochEndOffset> ends = new ArrayList<>();
    response.topics().forEach(topic -> ends.addAll(topic.partitions()));
    return ends;
  }

  private static EpochEndOffset of(int partition, List<EpochEndOffset> ends) {
    return ends.stream().filter(e -> e.partition() == partition).findFirst().orElseThrow();
  }

  private static void assertEnds(EpochEndOffset end, int leaderEpoch, long endOffset) {
    assertThat(Errors.forCode(end.errorCode())).isEqualTo(Errors.NONE);
    assertThat(List.of((long) end.leaderEpoch(), end.endOffset()))
        .as("leader epoch, end offset")
        .containsExactly((long) leaderEpoch, endOffset);
  }

  private static void assertRefused(EpochEndOffset end, Errors error) {
    assertThat(Errors.forCode(end.errorCode())).isEqualTo(error);
    assertThat(List.of((long) end.leaderEpoch(), end.endOffset()))
        .as("leader epoch, end offset")
        .containsExactly(-1L, -1L);
  }
}
