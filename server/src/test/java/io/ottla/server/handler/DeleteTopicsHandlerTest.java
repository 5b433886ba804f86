package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.ottla.wire.message.DeleteTopicsResponse;
import io.ottla.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeleteTopicsHandlerTest {
  private static final short DENIED = ErrorCode.TOPIC_AUTHORIZATION_FAILED.code();

  private final Cluster cluster = Cluster.ofOneBroker();
  private final TopicImage orders = cluster.topic("orders", 1);

  @Test
  void namesAndStatesReachTheController() {
    cluster.controller(request -> DeleteTopicsResponse.DEFAULT);

    delete(Authorizer.ALLOW_ALL, byName("orders"), 5);
    delete(Authorizer.ALLOW_ALL, byState(null, orders.id()), 6);

    assertThat(cluster.submitted()).containsExactly(byName("orders"), byState(null, orders.id()));
  }

  @Test
  void nameBehindAnIdIsToldOnlyToWhoMayDescribeIt() {
    DeletableTopicResult hidden =
        delete(Exchange.denyAll(), byState(null, orders.id()), 6).responses().get(0);
    DeletableTopicResult shown =
        delete(Exchange.allBut(Operation.DELETE), byState(null, orders.id()), 6).responses().get(0);

    assertThat(hidden.errorCode()).isEqualTo(DENIED);
    assertThat(hidden.name()).isNull();
    assertThat(shown.errorCode()).isEqualTo(DENIED);
    assertThat(shown.name()).isEqualTo("orders");
  }

  @Test
  void topicThatIsNamedTwiceIsNotDeleted() {
    DeleteTopicsRequest request =
        DeleteTopicsRequest.builder().topicNames(List.of("orders", "orders")).build();

    assertThat(delete(Authorizer.ALLOW_ALL, request, 5).responses())
        .extracting(DeletableTopicResult::errorCode)
        .containsExactly(ErrorCode.INVALID_REQUEST.code());
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void absenceIsNotDisclosed() {
    assertThat(delete(Exchange.denyAll(), byName("absent"), 5).responses().get(0).errorCode())
        .isEqualTo(DENIED);
    assertThat(cluster.submitted()).isEmpty();
  }

  private DeleteTopicsResponse delete(
      Authorizer authorizer, DeleteTopicsRequest request, int version) {
    DeleteTopicsHandler handler = new DeleteTopicsHandler(cluster, authorizer, cluster.forwarder());
    return Exchange.of(handler, request, version).response(DeleteTopicsResponse.class);
  }

  private static DeleteTopicsRequest byName(String name) {
    return DeleteTopicsRequest.builder().topicNames(List.of(name)).build();
  }

  private static DeleteTopicsRequest byState(@Nullable String name, Uuid id) {
    return DeleteTopicsRequest.builder().topics(List.of(new DeleteTopicState(name, id))).build();
  }
}
