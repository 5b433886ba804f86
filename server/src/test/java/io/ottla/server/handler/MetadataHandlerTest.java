package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.message.MetadataRequest;
import io.ottla.wire.message.MetadataRequest.MetadataRequestTopic;
import io.ottla.wire.message.MetadataResponse;
import io.ottla.wire.message.MetadataResponse.MetadataResponseBroker;
import io.ottla.wire.message.MetadataResponse.MetadataResponsePartition;
import io.ottla.wire.message.MetadataResponse.MetadataResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void everyVersionTellsATopicWithItsLeader() {
    cluster.topic("orders", 2);

    for (int version = 0; version <= 13; version++) {
      MetadataResponseTopic topic = only(ask(byName("orders"), version));
      assertThat(topic.errorCode()).isZero();
      assertThat(topic.name()).isEqualTo("orders");
      assertThat(topic.partitions())
          .extracting(MetadataResponsePartition::leaderId)
          .containsExactly(1, 1);
      assertThat(topic.partitions().get(0).leaderEpoch()).isEqualTo(5);
    }
  }

  @Test
  void noTopicsMeansAllInVersionZeroAndNoneLater() {
    cluster.topic("orders", 1);

    assertThat(ask(byName(), 0).topics()).hasSize(1);
    assertThat(ask(byName(), 1).topics()).isEmpty();
    assertThat(ask(MetadataRequest.builder().topics(null).build(), 1).topics()).hasSize(1);
  }

  @Test
  void clusterIsTold() {
    MetadataResponse response = ask(byName(), 12);

    assertThat(response.clusterId()).isEqualTo("cluster");
    assertThat(response.controllerId()).isEqualTo(1);
    assertThat(response.brokers())
        .containsExactly(new MetadataResponseBroker(1, "broker1", 9092, "rack1"));
  }

  @Test
  void brokerThatIsNotAdvertisedIsWhereTheConnectionEnds() {
    ClientEndpoints local = new ClientEndpoints(1, Set.of());

    MetadataResponse response = ask(handler(Authorizer.ALLOW_ALL, local, true), byName(), 12);

    assertThat(response.brokers())
        .containsExactly(new MetadataResponseBroker(1, "127.0.0.1", 9092, "rack1"));
  }

  @Test
  void fencedBrokersAreNotShown() {
    cluster.broker(2, "broker2", true);

    assertThat(ask(byName(), 12).brokers())
        .extracting(MetadataResponseBroker::nodeId)
        .containsExactly(1);
  }

  @Test
  void missingTopicIsCreatedWithTheClientsConsent() {
    MetadataResponseTopic topic = only(ask(byName("new"), 12));

    assertThat(topic.errorCode()).isZero();
    assertThat(topic.partitions()).hasSize(1);
    CreateTopicsRequest created = (CreateTopicsRequest) cluster.submitted().get(0);
    assertThat(created.topics().get(0).numPartitions()).isEqualTo(-1);
    assertThat(created.topics().get(0).replicationFactor()).isEqualTo((short) -1);
  }

  @Test
  void missingTopicIsUnknownWithoutConsentOrSetting() {
    MetadataRequest dissent = byName("new").toBuilder().allowAutoTopicCreation(false).build();

    assertThat(error(ask(dissent, 12))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(error(ask(handler(Authorizer.ALLOW_ALL, advertised(), false), byName("new"), 12)))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void invalidNameCreatesNothing() {
    assertThat(error(ask(byName("a b"), 12))).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(error(ask(byName(".."), 12))).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(error(ask(byName("x".repeat(250)), 12)))
        .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void refusalOfTheControllerIsPassedOn() {
    cluster.controller(
        request ->
            new CreateTopicsResponse(
                0,
                List.of(
                    CreatableTopicResult.builder()
                        .name("new")
                        .errorCode(ErrorCode.INVALID_REPLICATION_FACTOR.code())
                        .build())));

    assertThat(error(ask(byName("new"), 12))).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
  }

  @Test
  void internalTopicIsCreatedWithItsConfigs() {
    assertThat(only(ask(byName("__consumer_offsets"), 12)).isInternal()).isTrue();

    CreateTopicsRequest created = (CreateTopicsRequest) cluster.submitted().get(0);
    assertThat(created.topics().get(0).numPartitions()).isEqualTo(50);
    assertThat(created.topics().get(0).configs())
        .extracting(config -> config.name() + "=" + config.value())
        .contains("cleanup.policy=compact");
  }

  @Test
  void topicIsFoundById() {
    TopicImage topic = cluster.topic("orders", 1);

    assertThat(only(ask(byId(topic.id()), 12)).name()).isEqualTo("orders");
    assertThat(error(ask(byId(new Uuid(9, 9)), 12))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
  }

  @Test
  void idsAndMissingNamesAreRefusedBeforeVersionTwelve() {
    assertThat(error(ask(byId(new Uuid(9, 9)), 10))).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void whatMayNotBeDescribedIsRefusedByNameAndHiddenFromAll() {
    cluster.topic("orders", 1);
    MetadataHandler handler = handler(Exchange.allBut(Operation.DESCRIBE), advertised(), true);

    assertThat(error(ask(handler, byName("orders"), 12)))
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    assertThat(ask(handler, MetadataRequest.builder().topics(null).build(), 12).topics()).isEmpty();
  }

  @Test
  void whoMayNotCreateIsToldSo() {
    MetadataHandler handler = handler(Exchange.allBut(Operation.CREATE), advertised(), true);

    assertThat(error(ask(handler, byName("new"), 12)))
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void authorizedOperationsAreToldOnDemand() {
    cluster.topic("orders", 1);
    MetadataRequest request =
        byName("orders").toBuilder()
            .includeTopicAuthorizedOperations(true)
            .includeClusterAuthorizedOperations(true)
            .build();

    MetadataResponse response = ask(request, 10);

    assertThat(only(response).topicAuthorizedOperations()).isEqualTo(3576);
    assertThat(response.clusterAuthorizedOperations()).isEqualTo(8096);
  }

  @Test
  void leaderWithoutTheClientsListenerIsAnError() {
    cluster.topic("orders", 1);
    MetadataHandler handler = handler(Authorizer.ALLOW_ALL, advertised(), true);
    MetadataRequest request = byName("orders");

    assertThat(partitionError(handler, request, 12)).isEqualTo(ErrorCode.LISTENER_NOT_FOUND);
    assertThat(partitionError(handler, request, 5)).isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
  }

  @Test
  void versionZeroShowsLivingReplicasOnly() {
    cluster.topic("orders", 1, 1, 2);

    MetadataResponsePartition old = only(ask(byName("orders"), 0)).partitions().get(0);
    MetadataResponsePartition recent = only(ask(byName("orders"), 12)).partitions().get(0);

    assertThat(old.errorCode()).isEqualTo(ErrorCode.REPLICA_NOT_AVAILABLE.code());
    assertThat(old.replicaNodes()).containsExactly(1);
    assertThat(recent.errorCode()).isZero();
    assertThat(recent.replicaNodes()).containsExactly(1, 2);
    assertThat(recent.offlineReplicas()).containsExactly(2);
  }

  private ErrorCode partitionError(MetadataHandler handler, MetadataRequest request, int version) {
    MetadataResponse response =
        Exchange.of(handler, request, version, Exchange.CONTROLLER_LISTENER)
            .response(MetadataResponse.class);
    return ErrorCode.of(only(response).partitions().get(0).errorCode());
  }

  private MetadataHandler handler(
      Authorizer authorizer, ClientEndpoints endpoints, boolean autoCreate) {
    InternalTopics internal =
        new InternalTopics(List.of(InternalTopics.consumerOffsets(50, (short) 1, 1 << 20)));
    return new MetadataHandler(
        cluster,
        Cluster.IDENTITY,
        endpoints,
        authorizer,
        new AutoTopics(cluster, internal),
        () -> autoCreate);
  }

  private MetadataResponse ask(MetadataRequest request, int version) {
    return ask(handler(Authorizer.ALLOW_ALL, advertised(), true), request, version);
  }

  private static MetadataResponse ask(
      MetadataHandler handler, MetadataRequest request, int version) {
    return Exchange.of(handler, request, version).response(MetadataResponse.class);
  }

  private static ClientEndpoints advertised() {
    return new ClientEndpoints(1, Set.of("PLAINTEXT", "CONTROLLER"));
  }

  private static MetadataRequest byName(String... names) {
    return MetadataRequest.builder()
        .topics(
            Arrays.stream(names).map(name -> new MetadataRequestTopic(Uuid.ZERO, name)).toList())
        .build();
  }

  private static MetadataRequest byId(Uuid id) {
    return MetadataRequest.builder().topics(List.of(new MetadataRequestTopic(id, null))).build();
  }

  private static MetadataResponseTopic only(MetadataResponse response) {
    assertThat(response.topics()).hasSize(1);
    return response.topics().get(0);
  }

  private static ErrorCode error(MetadataResponse response) {
    return ErrorCode.of(only(response).errorCode());
  }
}
