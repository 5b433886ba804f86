package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.AllocateProducerIdsResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InitProducerIdHandlerTest {
  private static final InitProducerIdHandler.Transactional COORDINATOR =
      (context, request, responder) ->
          responder.respond(
              InitProducerIdResponse.builder().errorCode(ErrorCode.NOT_COORDINATOR.code()).build());

  private final Cluster cluster = Cluster.ofOneBroker();
  private final ManualLoop loop = new ManualLoop("background", new ManualClock(0));
  private final ProducerIds ids = new ProducerIds(loop, cluster, cluster, 1);
  private long nextBlock = 5_000;

  InitProducerIdHandlerTest() {
    cluster.controller(
        request -> {
          long start = nextBlock;
          nextBlock += 2;
          return AllocateProducerIdsResponse.builder()
              .producerIdStart(start)
              .producerIdLen(2)
              .build();
        });
  }

  @Test
  void everyProducerGetsItsOwnIdInEveryVersion() {
    for (int version = 0; version <= 5; version++) {
      InitProducerIdResponse response =
          init(
              Authorizer.ALLOW_ALL,
              InitProducerIdRequest.DEFAULT.toBuilder().transactionalId(null).build(),
              version);

      assertThat(response.errorCode()).isZero();
      assertThat(response.producerId()).isEqualTo(5_000 + version);
      assertThat(response.producerEpoch()).isZero();
    }
    assertThat(cluster.submitted()).hasSize(3);
  }

  @Test
  void clientsAskAgainWhileTheControllerGivesNoIds() {
    cluster.controller(
        request ->
            AllocateProducerIdsResponse.builder()
                .errorCode(ErrorCode.NOT_CONTROLLER.code())
                .build());

    assertThat(error(Authorizer.ALLOW_ALL, null, -1, -1))
        .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
  }

  @Test
  void idAndEpochGoTogether() {
    assertThat(error(Authorizer.ALLOW_ALL, null, 7, -1)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(Authorizer.ALLOW_ALL, null, -1, 1)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(Authorizer.ALLOW_ALL, null, 7, 1)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void transactionalIdIsAuthorisedAndNotEmpty() {
    assertThat(error(Exchange.denyAll(), "id", -1, -1))
        .isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    assertThat(error(Exchange.denyAll(), null, -1, -1))
        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    assertThat(error(Authorizer.ALLOW_ALL, "", -1, -1)).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void transactionalProducersAreLeftToTheirCoordinator() {
    assertThat(error(Authorizer.ALLOW_ALL, "id", -1, -1)).isEqualTo(ErrorCode.NOT_COORDINATOR);
  }

  private ErrorCode error(
      Authorizer authorizer, @Nullable String transactionalId, long id, int epoch) {
    InitProducerIdRequest request =
        InitProducerIdRequest.builder()
            .transactionalId(transactionalId)
            .producerId(id)
            .producerEpoch((short) epoch)
            .build();
    return ErrorCode.of(init(authorizer, request, 4).errorCode());
  }

  private InitProducerIdResponse init(
      Authorizer authorizer, InitProducerIdRequest request, int version) {
    InitProducerIdHandler handler = new InitProducerIdHandler(authorizer, ids, COORDINATOR);
    return Exchange.of(handler, request, version).response(InitProducerIdResponse.class);
  }
}
