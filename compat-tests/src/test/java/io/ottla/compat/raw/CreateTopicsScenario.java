package io.ottla.compat.raw;

import static io.ottla.compat.raw.Creating.DEFAULT;
import static io.ottla.compat.raw.Creating.NEWEST;
import static io.ottla.compat.raw.Creating.assigned;
import static io.ottla.compat.raw.Creating.assignment;
import static io.ottla.compat.raw.Creating.request;
import static io.ottla.compat.raw.Creating.topic;
import static io.ottla.compat.raw.Creating.withConfig;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class CreateTopicsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int BROKER = 1;
  private static final int MAX_NAME_LENGTH = 249;
  private static final byte DYNAMIC_TOPIC_CONFIG = 1;
  private static final byte DEFAULT_CONFIG = 5;

  private final RawConnection connection;

  CreateTopicsScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void everyVersionCreates(int version, TestNames names) {
    String topic = names.topic();

    CreatableTopicResult result =
        create(version, withConfig(topic(topic, 3, 1), "retention.ms", "12345"));

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.errorMessage()).isNull();
    assertThat(result.name()).isEqualTo(topic);
    assertThat(result.topicConfigErrorCode()).isZero();
    assertThat(result.numPartitions()).isEqualTo(version >= 5 ? 3 : -1);
    assertThat(result.replicationFactor()).isEqualTo((short) (version >= 5 ? 1 : -1));
    assertThat(result.topicId().equals(Uuid.ZERO_UUID)).isEqualTo(version < 7);
    MetadataResponseTopic described = created(topic, 3);
    if (version >= 7) {
      assertThat(described.topicId()).isEqualTo(result.topicId());
    }
  }

  @Test
  void theAnswerHasTheWholeConfiguration(TestNames names) {
    CreatableTopicResult result =
        create(NEWEST, withConfig(topic(names.topic(), 1, 1), "retention.ms", "12345"));

    CreatableTopicConfigs set = config(result, "retention.ms");
    assertThat(set.value()).isEqualTo("12345");
    assertThat(set.configSource()).isEqualTo(DYNAMIC_TOPIC_CONFIG);
    assertThat(set.readOnly()).isFalse();
    assertThat(set.isSensitive()).isFalse();
    CreatableTopicConfigs preset = config(result, "cleanup.policy");
    assertThat(preset.value()).isEqualTo("delete");
    assertThat(preset.configSource()).isEqualTo(DEFAULT_CONFIG);
    assertThat(result.configs())
        .extracting(CreatableTopicConfigs::name)
        .contains("segment.bytes", "max.message.bytes", "min.insync.replicas", "compression.type")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7})
  void countsOfMinusOneAreTheBrokersDefaults(int version, TestNames names) {
    String topic = names.topic();

    CreatableTopicResult result = create(version, topic(topic, DEFAULT, DEFAULT));

    assertThat(error(result)).isEqualTo(Errors.NONE);
    MetadataResponseTopic described = created(topic, 1);
    assertThat(described.partitions().get(0).replicaNodes()).containsExactly(BROKER);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,INVALID_PARTITIONS",
    "-2,1,INVALID_PARTITIONS",
    "1,0,INVALID_REPLICATION_FACTOR",
    "1,-2,INVALID_REPLICATION_FACTOR",
    "1,2,INVALID_REPLICATION_FACTOR",
    "0,0,INVALID_REPLICATION_FACTOR",
    "10001,1,POLICY_VIOLATION",
  })
  void impossibleCountsAreRefused(int partitions, int replicas, Errors error, TestNames names) {
    String topic = names.topic();

    assertRefused(create(NEWEST, topic(topic, partitions, replicas)), error);
    assertThat(error(describe(topic))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void partitionsAreWhereTheAssignmentSays(TestNames names) {
    String topic = names.topic();

    CreatableTopicResult result =
        create(NEWEST, assigned(topic, assignment(1, BROKER), assignment(0, BROKER)));

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.numPartitions()).isEqualTo(2);
    assertThat(result.replicationFactor()).isEqualTo((short) 1);
    assertThat(created(topic, 2).partitions())
        .allSatisfy(partition -> assertThat(partition.replicaNodes()).containsExactly(BROKER));
  }

  static Stream<List<CreatableReplicaAssignment>> badAssignments() {
    return Stream.of(
        List.of(assignment(0, BROKER), assignment(2, BROKER)),
        List.of(assignment(1, BROKER)),
        List.of(assignment(-1, BROKER)),
        List.of(assignment(0, BROKER), assignment(0, BROKER)),
        List.of(assignment(0, BROKER, BROKER)),
        List.of(assignment(0, 99)),
        List.of(assignment(0, BROKER, 99)),
        List.of(assignment(0, -1)),
        List.of(assignment(0)));
  }

  @ParameterizedTest
  @MethodSource("badAssignments")
  void anImpossibleAssignmentIsRefused(
      List<CreatableReplicaAssignment> assignments, TestNames names) {
    CreatableTopic topic =
        assigned(names.topic(), assignments.toArray(CreatableReplicaAssignment[]::new));

    assertRefused(create(NEWEST, topic), Errors.INVALID_REPLICA_ASSIGNMENT);
  }

  @Test
  void countsBesideAnAssignmentAreRefused(TestNames names) {
    CreatableTopic counted = assigned(names.topic(), assignment(0, BROKER)).setNumPartitions(1);
    CreatableTopic replicated =
        assigned(names.topic(), assignment(0, BROKER)).setReplicationFactor((short) 1);

    assertRefused(create(NEWEST, counted), Errors.INVALID_REQUEST);
    assertRefused(create(NEWEST, replicated), Errors.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTopicThatExistsIsNotCreatedAgain(boolean validateOnly, TestNames names) {
    String topic = names.topic();
    Uuid id = create(NEWEST, topic(topic, 2, 1)).topicId();

    CreatableTopicResult again =
        ask(NEWEST, request(topic(topic, 5, 1)).setValidateOnly(validateOnly)).get(0);

    assertRefused(again, Errors.TOPIC_ALREADY_EXISTS);
    assertThat(created(topic, 2).topicId()).isEqualTo(id);
  }

  @Test
  void aValidationCreatesNothing(TestNames names) {
    String topic = names.topic();

    CreatableTopicResult result =
        ask(NEWEST, request(topic(topic, 2, 1)).setValidateOnly(true)).get(0);

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.numPartitions()).isEqualTo(2);
    assertThat(result.replicationFactor()).isEqualTo((short) 1);
    assertThat(result.configs()).isNotEmpty();
    assertThat(error(describe(topic))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aValidationFindsFaults(TestNames names) {
    CreateTopicsRequestData request =
        request(withConfig(topic(names.topic(), 1, 1), "retention.ms", "long"));

    assertRefused(ask(NEWEST, request.setValidateOnly(true)).get(0), Errors.INVALID_CONFIG);
  }

  @Test
  void aNameGivenTwiceIsRefusedAndTheOthersAreCreated(TestNames names) {
    String twice = names.topic();
    String once = names.topic();

    List<CreatableTopicResult> results =
        ask(NEWEST, request(topic(twice, 1, 1), topic(once, 1, 1), topic(twice, 2, 1)));

    assertThat(results).extracting(CreatableTopicResult::name).containsOnlyOnce(twice, once);
    assertRefused(of(twice, results), Errors.INVALID_REQUEST);
    assertThat(error(of(once, results))).isEqualTo(Errors.NONE);
    assertThat(error(describe(twice))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "no spaces", "slash/es", "q?", "é", "a,b", "a:b", "a\nb"})
  void anImpossibleNameIsRefused(String name) {
    assertRefused(create(NEWEST, topic(name, 1, 1)), Errors.INVALID_TOPIC_EXCEPTION);
  }

  @Test
  void aNameHasUpTo249Characters(TestNames names) {
    String start = names.topic();
    String longest = start + "x".repeat(MAX_NAME_LENGTH - start.length());

    assertThat(error(create(NEWEST, topic(longest, 1, 1)))).isEqualTo(Errors.NONE);
    assertRefused(create(NEWEST, topic(longest + 'x', 1, 1)), Errors.INVALID_TOPIC_EXCEPTION);
  }

  @Test
  void theMetadataLogIsNoTopic() {
    assertRefused(create(NEWEST, topic("__cluster_metadata", 1, 1)), Errors.INVALID_REQUEST);
  }

  @Test
  void dotsAndUnderscoresCollide(TestNames names) {
    String base = names.topic();

    assertThat(error(create(NEWEST, topic(base + ".a_b", 1, 1)))).isEqualTo(Errors.NONE);

    assertRefused(create(NEWEST, topic(base + "_a_b", 1, 1)), Errors.INVALID_TOPIC_EXCEPTION);
    assertRefused(create(NEWEST, topic(base + ".a.b", 1, 1)), Errors.INVALID_TOPIC_EXCEPTION);
    assertThat(error(create(NEWEST, topic(base + "-a-b", 1, 1)))).isEqualTo(Errors.NONE);
  }

  @Test
  void dotsAndUnderscoresOfOneRequestDoNotCollide(TestNames names) {
    String base = names.topic();

    List<CreatableTopicResult> results =
        ask(NEWEST, request(topic(base + ".a", 1, 1), topic(base + "_a", 1, 1)));

    assertThat(results).hasSize(2).allSatisfy(r -> assertThat(error(r)).isEqualTo(Errors.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "no.such.config,1",
    "retention.ms,long",
    "retention.ms,-2",
    "cleanup.policy,shred",
    "compression.type,rar",
    "min.insync.replicas,0",
    "segment.bytes,1",
    "max.message.bytes,-1",
    "retention.ms,9223372036854775808",
    "unclean.leader.election.enable,maybe",
    "message.timestamp.type,Now",
    "leader.replication.throttled.replicas,1",
  })
  void aBadConfigCreatesNothing(String name, String value, TestNames names) {
    String topic = names.topic();

    assertRefused(
        create(NEWEST, withConfig(topic(topic, 1, 1), name, value)), Errors.INVALID_CONFIG);
    assertThat(error(describe(topic))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "")
  void aConfigWithoutAValueIsRefused(@Nullable String value, TestNames names) {
    assertRefused(
        create(NEWEST, withConfig(topic(names.topic(), 1, 1), "retention.ms", value)),
        Errors.INVALID_CONFIG);
  }

  @Test
  void oneBadTopicDoesNotKeepTheOthersBack(TestNames names) {
    String good = names.topic();
    String bad = names.topic();

    List<CreatableTopicResult> results =
        ask(NEWEST, request(topic(bad, 0, 1), topic(good, 1, 1), topic("..", 1, 1)));

    assertRefused(of(bad, results), Errors.INVALID_PARTITIONS);
    assertThat(error(of(good, results))).isEqualTo(Errors.NONE);
    assertRefused(of("..", results), Errors.INVALID_TOPIC_EXCEPTION);
  }

  @Test
  void faultsAreFoundInKafkasOrder(TestNames names) {
    String existing = names.topic();
    assertThat(error(create(NEWEST, topic(existing, 1, 1)))).isEqualTo(Errors.NONE);

    assertRefused(
        create(NEWEST, withConfig(topic(existing, 0, 0), "retention.ms", "long")),
        Errors.TOPIC_ALREADY_EXISTS);
    assertRefused(
        create(NEWEST, withConfig(topic(names.topic(), 0, 0), "retention.ms", "long")),
        Errors.INVALID_CONFIG);
  }

  @Test
  void aNameIsFreeAgainAfterItsTopicWasDeleted(TestNames names) {
    String topic = names.topic();
    Uuid first = create(NEWEST, topic(topic, 1, 1)).topicId();

    Topics.delete(connection, topic);
    CreatableTopicResult again = create(NEWEST, topic(topic, 2, 1));

    assertThat(error(again)).isEqualTo(Errors.NONE);
    assertThat(again.topicId()).isNotEqualTo(first);
    assertThat(created(topic, 2).topicId()).isEqualTo(again.topicId());
  }

  private CreatableTopicResult create(int version, CreatableTopic topic) {
    List<CreatableTopicResult> results = ask(version, request(topic));
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private List<CreatableTopicResult> ask(int version, CreateTopicsRequestData request) {
    return Creating.ask(connection, version, request);
  }

  /** The topic once the broker knows of it: Kafka answers before its metadata has the topic. */
  private MetadataResponseTopic created(String topic, int partitions) {
    return Deadline.until(
        "topic " + topic,
        LIMIT,
        () -> describe(topic),
        described -> described.partitions().size() == partitions);
  }

  private MetadataResponseTopic describe(String topic) {
    MetadataRequestData request =
        new MetadataRequestData()
            .setTopics(List.of(new MetadataRequestTopic().setName(topic)))
            .setAllowAutoTopicCreation(false);
    return connection
        .ask(ApiKeys.METADATA, 12, request, MetadataResponseData.class)
        .topics()
        .iterator()
        .next();
  }

  private static CreatableTopicResult of(String topic, List<CreatableTopicResult> results) {
    return results.stream().filter(r -> r.name().equals(topic)).findFirst().orElseThrow();
  }

  private static CreatableTopicConfigs config(CreatableTopicResult result, String name) {
    return result.configs().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertRefused(CreatableTopicResult result, Errors error) {
    assertThat(error(result)).isEqualTo(error);
    assertThat(result.errorMessage()).isNotBlank();
    assertThat(result.topicId()).isEqualTo(Uuid.ZERO_UUID);
  }

  private static Errors error(CreatableTopicResult result) {
    return Errors.forCode(result.errorCode());
  }

  private static Errors error(MetadataResponseTopic topic) {
    return Errors.forCode(topic.errorCode());
  }
}
