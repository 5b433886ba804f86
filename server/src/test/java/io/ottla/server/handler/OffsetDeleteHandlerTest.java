package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetDeleteHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void partitionsThatDoNotExistNeverReachTheCoordinator() {
    cluster.topic("orders", 1);
    FakeGroups<OffsetDeleteRequest, OffsetDeleteResponse> groups =
        new FakeGroups<>(
            asked ->
                new OffsetDeleteResponse(
                    (short) 0,
                    0,
                    List.of(
                        new OffsetDeleteResponseTopic(
                            "orders", List.of(new OffsetDeleteResponsePartition(0, (short) 0))))));

    OffsetDeleteResponse response = delete(Authorizer.ALLOW_ALL, groups);

    assertThat(response.topics()).hasSize(1);
    assertThat(response.topics().get(0).partitions())
        .containsExactly(
            new OffsetDeleteResponsePartition(7, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code()),
            new OffsetDeleteResponsePartition(0, (short) 0));
  }

  @Test
  void errorOfTheGroupStandsAlone() {
    cluster.topic("orders", 1);
    short error = ErrorCode.GROUP_ID_NOT_FOUND.code();

    OffsetDeleteResponse response =
        delete(
            Authorizer.ALLOW_ALL,
            new FakeGroups<>(asked -> new OffsetDeleteResponse(error, 0, List.of())));

    assertThat(response.errorCode()).isEqualTo(error);
    assertThat(response.topics()).isEmpty();
  }

  @Test
  void needsDeleteOnTheGroupAndReadOnTheTopic() {
    FakeGroups<OffsetDeleteRequest, OffsetDeleteResponse> groups =
        new FakeGroups<>(asked -> OffsetDeleteResponse.DEFAULT);

    assertThat(delete(Exchange.allBut(Operation.DELETE), groups).errorCode())
        .isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED.code());
    assertThat(delete(Exchange.allBut(Operation.READ), groups).topics().get(0).partitions())
        .extracting(OffsetDeleteResponsePartition::errorCode)
        .containsOnly(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(groups.asked()).allMatch(asked -> asked.topics().isEmpty());
  }

  private OffsetDeleteResponse delete(
      Authorizer authorizer, FakeGroups<OffsetDeleteRequest, OffsetDeleteResponse> groups) {
    OffsetDeleteRequest request =
        new OffsetDeleteRequest(
            "g",
            List.of(
                new OffsetDeleteRequestTopic(
                    "orders",
                    List.of(
                        new OffsetDeleteRequestPartition(0),
                        new OffsetDeleteRequestPartition(7)))));
    return Exchange.of(new OffsetDeleteHandler(cluster, authorizer, groups), request, 0)
        .response(OffsetDeleteResponse.class);
  }
}
