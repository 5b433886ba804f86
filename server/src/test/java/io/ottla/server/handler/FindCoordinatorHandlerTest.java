package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.message.FindCoordinatorRequest;
import io.ottla.wire.message.FindCoordinatorResponse;
import io.ottla.wire.message.FindCoordinatorResponse.Coordinator;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindCoordinatorHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void leaderOfTheGroupsPartitionIsTold() {
    cluster.broker(2, "broker2", false);
    cluster.topic("__consumer_offsets", 1, 2, 1);

    FindCoordinatorResponse response = ask(Authorizer.ALLOW_ALL, one("group", 0), 3);

    assertThat(response.errorCode()).isZero();
    assertThat(response.nodeId()).isEqualTo(2);
    assertThat(response.host()).isEqualTo("broker2");
    assertThat(response.port()).isEqualTo(9092);
  }

  @Test
  void everyVersionIsAnswered() {
    for (int version = 0; version <= 3; version++) {
      assertThat(ask(Authorizer.ALLOW_ALL, one("group", 0), version).nodeId()).isEqualTo(1);
    }
    for (int version = 4; version <= 6; version++) {
      assertThat(ask(Authorizer.ALLOW_ALL, many(0, "a", "b"), version).coordinators())
          .containsExactly(
              new Coordinator("a", 1, "broker1", 9092, (short) 0, ""),
              new Coordinator("b", 1, "broker1", 9092, (short) 0, ""));
    }
  }

  @Test
  void missingTopicsAreCreatedFirst() {
    ask(Authorizer.ALLOW_ALL, many(0, "group"), 4);
    ask(Authorizer.ALLOW_ALL, many(1, "transaction"), 4);

    assertThat(cluster.image().topic("__consumer_offsets")).isNotNull();
    assertThat(cluster.image().topic("__transaction_state")).isNotNull();
  }

  @Test
  void coordinatorIsNotAvailableWhereItsTopicCannotBeCreated() {
    cluster.controller(
        request ->
            new CreateTopicsResponse(
                0,
                List.of(
                    CreatableTopicResult.builder()
                        .name("__consumer_offsets")
                        .errorCode(ErrorCode.INVALID_REPLICATION_FACTOR.code())
                        .build())));

    assertThat(ask(Authorizer.ALLOW_ALL, one("group", 0), 3).errorCode())
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE.code());
  }

  @Test
  void keysThatMayNotBeDescribedAreRefusedAndCreateNothing() {
    FindCoordinatorResponse groups = ask(Exchange.denyAll(), many(0, "group"), 4);
    FindCoordinatorResponse transactions = ask(Exchange.denyAll(), many(1, "id"), 4);

    assertThat(groups.coordinators().get(0).errorCode())
        .isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED.code());
    assertThat(transactions.coordinators().get(0).errorCode())
        .isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void unknownTypesOfKeysAreInvalid() {
    assertThat(ask(Authorizer.ALLOW_ALL, many(3, "key"), 5).coordinators().get(0).errorCode())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
  }

  private FindCoordinatorResponse ask(
      Authorizer authorizer, FindCoordinatorRequest request, int version) {
    InternalTopics internal =
        new InternalTopics(
            List.of(
                InternalTopics.consumerOffsets(3, (short) 1, 1 << 20),
                InternalTopics.transactionState(3, (short) 1, 1 << 20, 1)));
    FindCoordinatorHandler handler =
        new FindCoordinatorHandler(
            cluster,
            new ClientEndpoints(1, Set.of("PLAINTEXT", "CONTROLLER")),
            authorizer,
            new AutoTopics(cluster, internal));
    return Exchange.of(handler, request, version).response(FindCoordinatorResponse.class);
  }

  private static FindCoordinatorRequest one(String key, int type) {
    return FindCoordinatorRequest.builder().key(key).keyType((byte) type).build();
  }

  private static FindCoordinatorRequest many(int type, String... keys) {
    return FindCoordinatorRequest.builder()
        .keyType((byte) type)
        .coordinatorKeys(List.of(keys))
        .build();
  }
}
