package io.ottla.replication.decider;

import static io.ottla.replication.decider.Scenes.ORDERS;
import static io.ottla.replication.decider.Scenes.brokers;
import static io.ottla.replication.decider.Scenes.withOrders;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ottla.wire.message.CreatePartitionsResponse;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.ottla.wire.message.DeleteTopicsResponse;
import io.ottla.wire.message.ListPartitionReassignmentsRequest;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicDecidersTest {
  private final MetadataImage image = withOrders(brokers(1, 2), 2, 1, 2);

  @Test
  void topicIsDeletedByNameOrById() {
    DeleteTopicsRequest byName =
        DeleteTopicsRequest.builder().topicNames(List.of("orders")).build();
    DeleteTopicsRequest byId =
        DeleteTopicsRequest.builder().topics(List.of(new DeleteTopicState(null, ORDERS))).build();
    for (DeleteTopicsRequest request : List.of(byName, byId)) {
      Decision<DeleteTopicsResponse> decision =
          new DeleteTopics(Scenes.SETTINGS).decide(Scenes.at(image, 6), request);

      assertThat(messages(decision)).containsExactly(new RemoveTopicRecord(ORDERS));
      assertThat(decision.response().responses().get(0).name()).isEqualTo("orders");
      assertThat(decision.response().responses().get(0).topicId()).isEqualTo(ORDERS);
      assertThat(Scenes.after(image, decision).topic("orders")).isNull();
    }
  }

  @Test
  void whoIsOverHisQuotaChangesNothing() {
    Scene scene = Scenes.withQuota(image, 6, 3);
    DeleteTopicsRequest delete =
        DeleteTopicsRequest.builder().topicNames(List.of("orders")).build();
    CreatePartitionsRequest grow =
        CreatePartitionsRequest.builder()
            .topics(List.of(new CreatePartitionsTopic("orders", 4, null)))
            .build();

    Decision<DeleteTopicsResponse> deleted =
        new DeleteTopics(Scenes.SETTINGS).decide(scene, delete);
    Decision<CreatePartitionsResponse> grown = new CreatePartitions().decide(scene, grow);

    assertThat(deleted.records()).hasSize(1);
    assertThat(deleted.response().throttleTimeMs()).isZero();
    assertThat(grown.records()).isEmpty();
    assertThat(grown.response().throttleTimeMs()).isEqualTo(Scenes.THROTTLE_MS);
    assertThat(grown.response().results().get(0).errorCode())
        .isEqualTo(ErrorCode.THROTTLING_QUOTA_EXCEEDED.code());
  }

  @Test
  void whatCannotBeDeletedHasItsError() {
    Uuid unknown = new Uuid(4, 4);
    DeleteTopicsRequest request =
        DeleteTopicsRequest.builder()
            .topics(
                List.of(
                    new DeleteTopicState("nope", Uuid.ZERO),
                    new DeleteTopicState(null, unknown),
                    new DeleteTopicState("orders", ORDERS),
                    new DeleteTopicState(null, Uuid.ZERO)))
            .build();
    Decision<DeleteTopicsResponse> decision =
        new DeleteTopics(Scenes.SETTINGS).decide(Scenes.at(image, 6), request);

    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().responses())
        .extracting(r -> ErrorCode.of(r.errorCode()))
        .containsExactly(
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
            ErrorCode.UNKNOWN_TOPIC_ID,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.INVALID_REQUEST);
  }

  @Test
  void topicNamedByNameAndByIdIsNotDeleted() {
    DeleteTopicsRequest request =
        DeleteTopicsRequest.builder()
            .topics(
                List.of(
                    new DeleteTopicState(null, ORDERS), new DeleteTopicState("orders", Uuid.ZERO)))
            .build();
    Decision<DeleteTopicsResponse> decision =
        new DeleteTopics(Scenes.SETTINGS).decide(Scenes.at(image, 6), request);

    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().responses())
        .extracting(r -> ErrorCode.of(r.errorCode()))
        .containsOnly(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void partitionsAreAddedWithTheReplicationFactorOfTheTopic() {
    Decision<CreatePartitionsResponse> decision = add("orders", 4, null);

    assertThat(decision.records()).hasSize(2);
    MetadataImage after = Scenes.after(image, decision);
    assertThat(after.partition(ORDERS, 2)).isNotNull();
    assertThat(String.valueOf(after.partition(ORDERS, 3))).contains("isr=[");
    assertThat(decision.response().results().get(0).errorMessage()).isNull();
  }

  @Test
  void addedPartitionsFollowTheirAssignment() {
    Decision<CreatePartitionsResponse> decision = add("orders", 3, List.of(List.of(2, 1)));

    assertThat(messages(decision)).containsExactly(Scenes.partition(ORDERS, 2, 2, 1));
  }

  @Test
  void eachRuleOfAddingHasItsError() {
    assertThat(error(add("nope", 3, null))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(error(add("orders", 2, null))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
    assertThat(error(add("orders", 1, null))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
    assertThat(error(add("orders", 20_000, null))).isEqualTo(ErrorCode.POLICY_VIOLATION);
    assertThat(error(add("orders", 4, List.of(List.of(1, 2)))))
        .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    assertThat(error(add("orders", 3, List.of(List.of(1)))))
        .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    assertThat(error(add("orders", 3, List.of(List.of(1, 9)))))
        .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
  }

  @Test
  void replicasCanBeReorderedButNotMoved() {
    assertThat(messages(reassign(List.of(2, 1))))
        .containsExactly(
            PartitionChangeRecord.builder()
                .topicId(ORDERS)
                .partitionId(0)
                .replicas(List.of(2, 1))
                .directories(List.of(Scenes.directory(2), Scenes.directory(1)))
                .build());
    assertThat(messages(reassign(List.of(1, 2)))).isEmpty();
    assertThat(reassign(List.of(1)).response().toString()).contains("errorCode=39");
    assertThat(reassign(List.of(1, 7)).response().toString()).contains("errorCode=39");
    assertThat(reassign(null).response().toString()).contains("errorCode=85");
  }

  @Test
  void nothingIsBeingReassigned() {
    assertThat(
            new ListPartitionReassignments()
                .decide(Scenes.at(image, 0), ListPartitionReassignmentsRequest.DEFAULT)
                .response()
                .topics())
        .isEmpty();
  }

  private Decision<?> reassign(@Nullable List<Integer> replicas) {
    return new AlterPartitionReassignments()
        .decide(
            Scenes.at(image, 0),
            AlterPartitionReassignmentsRequest.builder()
                .topics(
                    List.of(
                        new ReassignableTopic(
                            "orders", List.of(new ReassignablePartition(0, replicas)))))
                .build());
  }

  private Decision<CreatePartitionsResponse> add(
      String name, int count, @Nullable List<List<Integer>> assignments) {
    List<CreatePartitionsAssignment> wanted =
        assignments == null
            ? null
            : assignments.stream().map(CreatePartitionsAssignment::new).toList();
    return new CreatePartitions()
        .decide(
            Scenes.at(image, 3),
            CreatePartitionsRequest.builder()
                .topics(List.of(new CreatePartitionsTopic(name, count, wanted)))
                .build());
  }

  private static ErrorCode error(Decision<CreatePartitionsResponse> decision) {
    assertThat(decision.records()).isEmpty();
    return ErrorCode.of(decision.response().results().get(0).errorCode());
  }

  private static List<ApiMessage> messages(Decision<?> decision) {
    return decision.records().stream().map(MetadataRecord::message).toList();
  }
}
