package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DeleteTopics and CreatePartitions. */
@WithBroker
final class TopicChangesScenario {
  private static final int BROKER = 1;
  private static final int DELETE_BY_ID = 6;
  private static final int NEWEST_GROWTH = 3;

  private final RawConnection connection;

  TopicChangesScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void everyVersionDeletesByName(int version, TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);

    DeletableTopicResult result = delete(version, byName(topic)).get(0);

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.name()).isEqualTo(topic);
    assertThat(result.topicId()).isEqualTo(version >= 6 ? id : Uuid.ZERO_UUID);
    assertThat(error(delete(version, byName(topic)).get(0)))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void version6DeletesById(TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);

    DeletableTopicResult result = delete(DELETE_BY_ID, byId(id)).get(0);

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.name()).isEqualTo(topic);
    assertThat(error(delete(DELETE_BY_ID, byId(id)).get(0))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
  }

  @Test
  void aNameOrAnIdButNotBoth(TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);

    assertThat(error(delete(DELETE_BY_ID, byName(topic).setTopicId(id)).get(0)))
        .isEqualTo(Errors.INVALID_REQUEST);
    assertThat(error(delete(DELETE_BY_ID, byId(Uuid.ZERO_UUID)).get(0)))
        .isEqualTo(Errors.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6})
  void aNameGivenTwiceIsNotDeleted(int version, TestNames names) {
    String twice = names.topic();
    String once = names.topic();
    var unused = Topics.create(connection, twice, 1);
    var unusedToo = Topics.create(connection, once, 1);

    List<DeletableTopicResult> results =
        delete(version, byName(twice), byName(once), byName(twice));

    assertThat(results)
        .filteredOn(result -> twice.equals(result.name()))
        .singleElement()
        .satisfies(result -> assertThat(error(result)).isEqualTo(Errors.INVALID_REQUEST));
    assertThat(results)
        .filteredOn(result -> once.equals(result.name()))
        .singleElement()
        .satisfies(result -> assertThat(error(result)).isEqualTo(Errors.NONE));
  }

  @Test
  void anIdGivenTwiceIsNotDeleted(TestNames names) {
    Uuid id = Topics.create(connection, names.topic(), 1);

    assertThat(delete(DELETE_BY_ID, byId(id), byId(id)))
        .extracting(TopicChangesScenario::error)
        .containsExactly(Errors.INVALID_REQUEST);
    assertThat(error(delete(DELETE_BY_ID, byId(id)).get(0))).isEqualTo(Errors.NONE);
  }

  @Test
  void aNameBesideItsIdIsNotDeleted(TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);

    assertThat(delete(DELETE_BY_ID, byId(id), byName(topic)))
        .extracting(TopicChangesScenario::error)
        .containsOnly(Errors.INVALID_REQUEST);
    assertThat(error(delete(DELETE_BY_ID, byId(id)).get(0))).isEqualTo(Errors.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void everyVersionAddsPartitions(int version, TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    CreatePartitionsTopicResult result = grow(version, false, growth(topic, 3)).get(0);

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.errorMessage()).isNull();
    assertThat(error(grow(version, true, growth(topic, 3)).get(0)))
        .isEqualTo(Errors.INVALID_PARTITIONS);
  }

  @ParameterizedTest
  @CsvSource({"2", "1", "0", "-1"})
  void partitionsBecomeMoreOnly(int count, TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 2);

    assertRefused(grow(growth(topic, count)), Errors.INVALID_PARTITIONS);
  }

  @Test
  void anUnknownTopicDoesNotGrow(TestNames names) {
    for (String topic : List.of(names.topic(), "no such name", "")) {
      assertThat(error(grow(growth(topic, 2)))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
  }

  @Test
  void aValidationAddsNothing(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    assertThat(error(grow(NEWEST_GROWTH, true, growth(topic, 2)).get(0))).isEqualTo(Errors.NONE);
    assertThat(error(grow(NEWEST_GROWTH, true, growth(topic, 2)).get(0))).isEqualTo(Errors.NONE);
  }

  @Test
  void newPartitionsAreWhereTheAssignmentSays(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    assertThat(error(grow(growth(topic, 3, on(BROKER), on(BROKER))))).isEqualTo(Errors.NONE);
  }

  @Test
  void anImpossibleAssignmentIsRefused(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    assertRefused(grow(growth(topic, 3, on(BROKER))), Errors.INVALID_REPLICA_ASSIGNMENT);
    assertRefused(
        grow(growth(topic, 2, on(BROKER), on(BROKER))), Errors.INVALID_REPLICA_ASSIGNMENT);
    assertRefused(grow(growth(topic, 2, on(99))), Errors.INVALID_REPLICA_ASSIGNMENT);
    assertRefused(grow(growth(topic, 2, on())), Errors.INVALID_REPLICA_ASSIGNMENT);
    assertRefused(grow(growth(topic, 2, on(BROKER, BROKER))), Errors.INVALID_REPLICA_ASSIGNMENT);
  }

  @Test
  void aTopicThatShallGrowTwiceDoesNotGrow(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    List<CreatePartitionsTopicResult> results =
        grow(NEWEST_GROWTH, false, growth(topic, 2), growth(topic, 3));

    assertThat(results).hasSize(1);
    assertRefused(results.get(0), Errors.INVALID_REQUEST);
    assertThat(error(grow(growth(topic, 2)))).isEqualTo(Errors.NONE);
  }

  private List<DeletableTopicResult> delete(int version, DeleteTopicState... topics) {
    DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(20_000);
    for (DeleteTopicState topic : topics) {
      if (version >= DELETE_BY_ID) {
        request.topics().add(topic);
      } else {
        request.topicNames().add(topic.name());
      }
    }
    return new ArrayList<>(
        connection
            .ask(ApiKeys.DELETE_TOPICS, version, request, DeleteTopicsResponseData.class)
            .responses());
  }

  private static DeleteTopicState byName(String name) {
    return new DeleteTopicState().setName(name);
  }

  private static DeleteTopicState byId(Uuid id) {
    return new DeleteTopicState().setName(null).setTopicId(id);
  }

  private CreatePartitionsTopicResult grow(CreatePartitionsTopic topic) {
    return grow(NEWEST_GROWTH, false, topic).get(0);
  }

  private List<CreatePartitionsTopicResult> grow(
      int version, boolean validateOnly, CreatePartitionsTopic... topics) {
    CreatePartitionsRequestData request =
        new CreatePartitionsRequestData().setTimeoutMs(20_000).setValidateOnly(validateOnly);
    for (CreatePartitionsTopic topic : topics) {
      request.topics().add(topic);
    }
    return connection
        .ask(ApiKeys.CREATE_PARTITIONS, version, request, CreatePartitionsResponseData.class)
        .results();
  }

  private static CreatePartitionsTopic growth(
      String topic, int count, CreatePartitionsAssignment... assignments) {
    return new CreatePartitionsTopic()
        .setName(topic)
        .setCount(count)
        .setAssignments(assignments.length == 0 ? null : List.of(assignments));
  }

  private static CreatePartitionsAssignment on(Integer... brokers) {
    return new CreatePartitionsAssignment().setBrokerIds(List.of(brokers));
  }

  private static void assertRefused(CreatePartitionsTopicResult result, Errors error) {
    assertThat(error(result)).isEqualTo(error);
    assertThat(result.errorMessage()).isNotBlank();
  }

  private static Errors error(DeletableTopicResult result) {
    return Errors.forCode(result.errorCode());
  }

  private static Errors error(CreatePartitionsTopicResult result) {
    return Errors.forCode(result.errorCode());
  }
}
