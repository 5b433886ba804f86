package io.ottla.replication.decider;

import static io.ottla.replication.decider.Scenes.FIRST_ID;
import static io.ottla.replication.decider.Scenes.brokers;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.FakeConfigs;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateTopicsTest {
  private final CreateTopics decider = new CreateTopics(Scenes.SETTINGS, new FakeConfigs());

  @Test
  void topicIsRecordedWithItsConfigurationAndPartitions() {
    CreatableTopic topic =
        topic("orders", 2, 1).toBuilder().configs(List.of(config("retention.ms", "100"))).build();
    Decision<CreateTopicsResponse> decision = decide(brokers(1), 7, topic);

    assertThat(messages(decision))
        .containsExactly(
            new TopicRecord("orders", FIRST_ID),
            Scenes.topicConfig("orders", "retention.ms", "100"),
            Scenes.partition(FIRST_ID, 0, 1),
            Scenes.partition(FIRST_ID, 1, 1));
    assertThat(decision.records().get(2).version()).isEqualTo((short) 2);
    CreatableTopicResult result = only(decision);
    assertThat(result.topicId()).isEqualTo(FIRST_ID);
    assertThat(result.errorMessage()).isNull();
    assertThat(result.numPartitions()).isEqualTo(2);
    assertThat(result.replicationFactor()).isEqualTo((short) 1);
    assertThat(result.configs()).hasSize(1);
  }

  @Test
  void minusOneMeansTheDefaults() {
    Decision<CreateTopicsResponse> decision = decide(brokers(1), 7, topic("orders", -1, -1));

    assertThat(only(decision).numPartitions()).isEqualTo(1);
    assertThat(only(decision).replicationFactor()).isEqualTo((short) 1);
  }

  @Test
  void validationAloneRecordsNothing() {
    CreateTopicsRequest request =
        request(topic("orders", 3, 1)).toBuilder().validateOnly(true).build();
    Decision<CreateTopicsResponse> decision = decider.decide(Scenes.at(brokers(1), 7), request);

    assertThat(decision.records()).isEmpty();
    assertThat(only(decision).errorCode()).isZero();
    assertThat(only(decision).numPartitions()).isEqualTo(3);
  }

  @Test
  void assignmentIsFollowedInTheOrderOfItsPartitions() {
    CreatableTopic topic =
        assigned(new CreatableReplicaAssignment(1, List.of(2, 1)), replicas(0, 1, 2));
    Decision<CreateTopicsResponse> decision = decide(brokers(1, 2), 7, topic);

    assertThat(messages(decision))
        .containsExactly(
            new TopicRecord("orders", FIRST_ID),
            Scenes.partition(FIRST_ID, 0, 1, 2),
            Scenes.partition(FIRST_ID, 1, 2, 1));
  }

  @Test
  void fencedReplicaIsNotInSync() {
    MetadataImage image = brokers(1).replay(Scenes.broker(2, true));
    Decision<CreateTopicsResponse> decision = decide(image, 7, assigned(replicas(0, 2, 1)));

    PartitionRecord partition = (PartitionRecord) decision.records().get(1).message();
    assertThat(partition.replicas()).containsExactly(2, 1);
    assertThat(partition.isr()).containsExactly(1);
    assertThat(partition.leader()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, 1, INVALID_TOPIC_EXCEPTION",
    "'.', 1, 1, INVALID_TOPIC_EXCEPTION",
    "'..', 1, 1, INVALID_TOPIC_EXCEPTION",
    "'bad name', 1, 1, INVALID_TOPIC_EXCEPTION",
    "'__cluster_metadata', 1, 1, INVALID_REQUEST",
    "'taken', 1, 1, TOPIC_ALREADY_EXISTS",
    "'ta_ken', 1, 1, INVALID_TOPIC_EXCEPTION",
    "'orders', 0, 1, INVALID_PARTITIONS",
    "'orders', -2, 1, INVALID_PARTITIONS",
    "'orders', 10001, 1, POLICY_VIOLATION",
    "'orders', 1, 0, INVALID_REPLICATION_FACTOR",
    "'orders', 1, -2, INVALID_REPLICATION_FACTOR",
    "'orders', 1, 2, INVALID_REPLICATION_FACTOR",
    "'orders', 10000, 1, NONE",
  })
  void eachRuleHasItsError(String name, int partitions, int factor, ErrorCode error) {
    MetadataImage image =
        brokers(1)
            .replay(new TopicRecord("taken", new Uuid(4, 1)))
            .replay(new TopicRecord("ta.ken", new Uuid(4, 2)));
    Decision<CreateTopicsResponse> decision = decide(image, 7, topic(name, partitions, factor));

    assertThat(ErrorCode.of(only(decision).errorCode())).isEqualTo(error);
    assertThat(decision.records().isEmpty()).isEqualTo(error != ErrorCode.NONE);
  }

  @Test
  void longestNameHas249Characters() {
    assertThat(only(decide(brokers(1), 7, topic("x".repeat(249), 1, 1))).errorCode()).isZero();
    assertThat(only(decide(brokers(1), 7, topic("x".repeat(250), 1, 1))).errorCode())
        .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION.code());
  }

  @Test
  void assignmentRulesHaveTheirErrors() {
    assertThat(errorOf(assigned(replicas(0, 7)))).contains("broker 7, but no such broker");
    assertThat(errorOf(assigned(replicas(0, 1, 1)))).contains("broker 1 more than once");
    assertThat(errorOf(assigned(replicas(0)))).contains("empty replica list");
    assertThat(errorOf(assigned(replicas(0, 1), replicas(2, 1)))).contains("consecutive 0-based");
    assertThat(errorOf(assigned(replicas(0, 1), replicas(0, 1)))).contains("multiple");
    assertThat(errorOf(assigned(replicas(0, 1)).toBuilder().numPartitions(1).build()))
        .contains("numPartitions was not set to -1");
    assertThat(errorOf(assigned(replicas(0, 1)).toBuilder().replicationFactor((short) 1).build()))
        .contains("replication factor was not set to -1");
  }

  @Test
  void invalidConfigurationCreatesNoTopic() {
    CreatableTopic unknown =
        topic("a", 1, 1).toBuilder().configs(List.of(config("nope", "1"))).build();
    CreatableTopic missing =
        topic("b", 1, 1).toBuilder().configs(List.of(config("retention.ms", null))).build();
    Decision<CreateTopicsResponse> decision = decide(brokers(1), 7, unknown, missing);

    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().topics())
        .allSatisfy(t -> assertThat(t.errorCode()).isEqualTo(ErrorCode.INVALID_CONFIG.code()));
  }

  @Test
  void topicNamedTwiceIsAnsweredOnceAndNotCreated() {
    Decision<CreateTopicsResponse> decision =
        decide(brokers(1), 7, topic("a", 1, 1), topic("b", 1, 1), topic("a", 1, 1));

    assertThat(decision.response().topics()).hasSize(2);
    assertThat(messages(decision)).hasSize(2);
    assertThat(decision.response().topics().get(0).errorCode())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
    assertThat(decision.response().topics().get(1).errorCode()).isZero();
  }

  @Test
  void namesOfOneRequestDoNotCollide() {
    Decision<CreateTopicsResponse> decision =
        decide(brokers(1), 7, topic("a.b", 1, 1), topic("a_b", 1, 1));

    assertThat(decision.response().topics())
        .extracting(CreatableTopicResult::errorCode)
        .containsOnly(ErrorCode.NONE.code());
  }

  @Test
  void withoutAnUnfencedBrokerNothingCanBePlaced() {
    MetadataImage image = Scenes.image(Scenes.broker(1, true));

    assertThat(ErrorCode.of(only(decide(image, 7, topic("a", 1, 1))).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
  }

  @Test
  void replicasSpreadOverAllBrokers() {
    Decision<CreateTopicsResponse> decision = decide(brokers(1, 2, 3), 7, topic("a", 300, 2));

    for (int broker = 1; broker <= 3; broker++) {
      int id = broker;
      long leaders =
          messages(decision).stream()
              .filter(m -> m instanceof PartitionRecord p && p.leader() == id)
              .count();
      long followers =
          messages(decision).stream()
              .filter(m -> m instanceof PartitionRecord p && p.replicas().get(1) == id)
              .count();
      assertThat(leaders).isEqualTo(100);
      assertThat(followers).isBetween(90L, 110L);
    }
  }

  @Test
  void refusalAnswersEveryTopic() {
    CreateTopicsResponse response =
        decider.refuse(request(topic("a", 1, 1)), ErrorCode.NOT_CONTROLLER);

    assertThat(response.topics().get(0).errorCode()).isEqualTo(ErrorCode.NOT_CONTROLLER.code());
  }

  private String errorOf(CreatableTopic topic) {
    Decision<CreateTopicsResponse> decision = decide(brokers(1), 7, topic);
    assertThat(decision.records()).isEmpty();
    return String.valueOf(only(decision).errorMessage());
  }

  private Decision<CreateTopicsResponse> decide(
      MetadataImage image, int version, CreatableTopic... topics) {
    Scene scene = Scenes.at(image, version);
    return decider.decide(scene, request(topics));
  }

  private static CreateTopicsRequest request(CreatableTopic... topics) {
    return CreateTopicsRequest.builder().topics(Arrays.asList(topics)).build();
  }

  private static CreatableTopic topic(String name, int partitions, int factor) {
    return CreatableTopic.builder()
        .name(name)
        .numPartitions(partitions)
        .replicationFactor((short) factor)
        .build();
  }

  private static CreatableTopic assigned(CreatableReplicaAssignment... assignments) {
    return topic("orders", -1, -1).toBuilder().assignments(Arrays.asList(assignments)).build();
  }

  private static CreatableReplicaAssignment replicas(int partition, Integer... brokers) {
    return new CreatableReplicaAssignment(partition, Arrays.asList(brokers));
  }

  private static CreatableTopicConfig config(String name, @Nullable String value) {
    return new CreatableTopicConfig(name, value);
  }

  private static CreatableTopicResult only(Decision<CreateTopicsResponse> decision) {
    assertThat(decision.response().topics()).hasSize(1);
    return decision.response().topics().get(0);
  }

  private static List<ApiMessage> messages(Decision<?> decision) {
    return decision.records().stream().map(MetadataRecord::message).toList();
  }
}
