package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestHandler;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterClientQuotasResponse;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest;
import io.ottla.wire.message.AlterPartitionReassignmentsResponse;
import io.ottla.wire.message.DescribeQuorumRequest;
import io.ottla.wire.message.DescribeQuorumResponse;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.ElectLeadersRequest.TopicPartitions;
import io.ottla.wire.message.ElectLeadersResponse;
import io.ottla.wire.message.ListPartitionReassignmentsRequest;
import io.ottla.wire.message.ListPartitionReassignmentsResponse;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.message.UnregisterBrokerResponse;
import io.ottla.wire.message.UpdateFeaturesRequest;
import io.ottla.wire.message.UpdateFeaturesResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs a right on the cluster and is the controller's for the rest. */
class ClusterCommandsTest {
  private static final short DENIED = ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code();

  private final Cluster cluster = Cluster.ofOneBroker();
  private final Forwarder controller = cluster.forwarder();
  private final Authorizer nobody = Exchange.denyAll();

  @Test
  void theAnswerOfTheControllerIsTheAnswer() {
    Authorizer all = Authorizer.ALLOW_ALL;

    passesOn(
        new ElectLeadersHandler(all, controller),
        ElectLeadersRequest.DEFAULT,
        2,
        ElectLeadersResponse.DEFAULT);
    passesOn(
        new UpdateFeaturesHandler(all, controller),
        UpdateFeaturesRequest.DEFAULT,
        2,
        UpdateFeaturesResponse.DEFAULT);
    passesOn(
        new UnregisterBrokerHandler(all, controller),
        UnregisterBrokerRequest.DEFAULT,
        0,
        UnregisterBrokerResponse.DEFAULT);
    passesOn(
        new ListPartitionReassignmentsHandler(all, controller),
        ListPartitionReassignmentsRequest.DEFAULT,
        0,
        ListPartitionReassignmentsResponse.DEFAULT);
    passesOn(
        new AlterPartitionReassignmentsHandler(all, controller),
        AlterPartitionReassignmentsRequest.DEFAULT,
        1,
        AlterPartitionReassignmentsResponse.DEFAULT);
    passesOn(
        new DescribeQuorumHandler(all, controller),
        DescribeQuorumRequest.DEFAULT,
        2,
        DescribeQuorumResponse.DEFAULT);
    passesOn(
        new AlterClientQuotasHandler(all, controller, Runnable::run),
        AlterClientQuotasRequest.DEFAULT,
        1,
        AlterClientQuotasResponse.DEFAULT);
  }

  @Test
  void featuresBrokersAndReassignmentsNeedARightOnTheCluster() {
    assertThat(
            ask(
                    new UpdateFeaturesHandler(nobody, controller),
                    UpdateFeaturesRequest.DEFAULT,
                    2,
                    UpdateFeaturesResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            ask(
                    new UnregisterBrokerHandler(nobody, controller),
                    UnregisterBrokerRequest.DEFAULT,
                    0,
                    UnregisterBrokerResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            ask(
                    new ListPartitionReassignmentsHandler(nobody, controller),
                    ListPartitionReassignmentsRequest.DEFAULT,
                    0,
                    ListPartitionReassignmentsResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            ask(
                    new AlterPartitionReassignmentsHandler(nobody, controller),
                    AlterPartitionReassignmentsRequest.DEFAULT,
                    1,
                    AlterPartitionReassignmentsResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            ask(
                    new DescribeQuorumHandler(nobody, controller),
                    DescribeQuorumRequest.DEFAULT,
                    2,
                    DescribeQuorumResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void refusedElectionNamesEveryPartition() {
    ElectLeadersRequest request =
        ElectLeadersRequest.builder()
            .topicPartitions(List.of(new TopicPartitions("orders", List.of(0, 1))))
            .build();
    ElectLeadersHandler handler = new ElectLeadersHandler(nobody, controller);

    ElectLeadersResponse response = ask(handler, request, 2, ElectLeadersResponse.class);

    assertThat(response.errorCode()).isEqualTo(DENIED);
    assertThat(response.replicaElectionResults().get(0).partitionResult())
        .extracting(ElectLeadersResponse.PartitionResult::errorCode)
        .containsExactly(DENIED, DENIED);
  }

  @Test
  void refusedQuotasAreNamedOneByOne() {
    AlterClientQuotasRequest request =
        AlterClientQuotasRequest.builder()
            .entries(
                List.of(
                    new AlterClientQuotasRequest.EntryData(
                        List.of(new AlterClientQuotasRequest.EntityData("user", "eve")),
                        List.of())))
            .build();
    AlterClientQuotasHandler handler =
        new AlterClientQuotasHandler(nobody, controller, Runnable::run);

    AlterClientQuotasResponse response = ask(handler, request, 1, AlterClientQuotasResponse.class);

    assertThat(response.entries()).hasSize(1);
    assertThat(response.entries().get(0).errorCode()).isEqualTo(DENIED);
    assertThat(response.entries().get(0).entity().get(0).entityName()).isEqualTo("eve");
  }

  @Test
  void addressesAreLookedUpBeforeTheControllerIsAsked() {
    List<Runnable> background = new ArrayList<>();
    AlterClientQuotasHandler handler =
        new AlterClientQuotasHandler(Authorizer.ALLOW_ALL, controller, background::add);
    cluster.controller(
        submitted ->
            AlterClientQuotasResponse.builder()
                .entries(
                    ((AlterClientQuotasRequest) submitted)
                        .entries().stream().map(ClusterCommandsTest::accepted).toList())
                .build());
    AlterClientQuotasRequest request =
        AlterClientQuotasRequest.builder()
            .entries(
                List.of(quotaOf("ip", "::1"), quotaOf("ip", "no:such"), quotaOf("user", "no:such")))
            .build();

    Exchange exchange = Exchange.of(handler, request, 1);
    assertThat(cluster.submitted()).isEmpty();
    background.forEach(Runnable::run);

    assertThat(exchange.response(AlterClientQuotasResponse.class).entries())
        .extracting(entry -> entry.entity().get(0).entityName(), entry -> entry.errorMessage())
        .containsExactly(
            tuple("::1", null),
            tuple("no:such", null),
            tuple("no:such", "no:such is not a valid IP or resolvable host."));
  }

  private static AlterClientQuotasRequest.EntryData quotaOf(String type, String name) {
    return new AlterClientQuotasRequest.EntryData(
        List.of(new AlterClientQuotasRequest.EntityData(type, name)), List.of());
  }

  private static AlterClientQuotasResponse.EntryData accepted(
      AlterClientQuotasRequest.EntryData entry) {
    return new AlterClientQuotasResponse.EntryData(
        (short) 0,
        null,
        entry.entity().stream()
            .map(e -> new AlterClientQuotasResponse.EntityData(e.entityType(), e.entityName()))
            .toList());
  }

  private <Q extends ApiMessage, R extends ApiMessage> void passesOn(
      RequestHandler<Q> handler, Q request, int version, R answer) {
    cluster.controller(submitted -> answer);

    assertThat(Exchange.of(handler, request, version).response(answer.getClass()))
        .isEqualTo(answer);
    assertThat(cluster.submitted()).last().isEqualTo(request);
  }

  private static <Q extends ApiMessage, R extends ApiMessage> R ask(
      RequestHandler<Q> handler, Q request, int version, Class<R> type) {
    return Exchange.of(handler, request, version).response(type);
  }
}
