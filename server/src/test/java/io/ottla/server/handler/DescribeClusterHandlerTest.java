package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.ListenerInfo;
import io.ottla.wire.message.DescribeClusterRequest;
import io.ottla.wire.message.DescribeClusterResponse;
import io.ottla.wire.message.DescribeClusterResponse.DescribeClusterBroker;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescribeClusterHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();
  private final DescribeClusterHandler handler =
      new DescribeClusterHandler(
          cluster,
          Cluster.IDENTITY,
          new ClientEndpoints(1, Set.of("PLAINTEXT", "CONTROLLER")),
          Authorizer.ALLOW_ALL,
          () -> 1);

  @Test
  void brokerListenerTellsTheBrokers() {
    cluster.broker(2, "broker2", true);

    DescribeClusterResponse response = ask(1, 2, Exchange.BROKER_LISTENER, false);

    assertThat(response.clusterId()).isEqualTo("cluster");
    assertThat(response.controllerId()).isEqualTo(1);
    assertThat(response.brokers())
        .containsExactly(new DescribeClusterBroker(1, "broker1", 9092, "rack1", false));
  }

  @Test
  void fencedBrokersAreToldOnDemand() {
    cluster.broker(2, "broker2", true);

    assertThat(ask(1, 2, Exchange.BROKER_LISTENER, true).brokers())
        .extracting(DescribeClusterBroker::isFenced)
        .containsExactly(false, true);
  }

  @Test
  void controllerListenerTellsTheControllers() {
    assertThat(ask(2, 1, Exchange.CONTROLLER_LISTENER, false).brokers())
        .containsExactly(new DescribeClusterBroker(1, "node1", 9093, null, false));
  }

  @Test
  void theOtherKindOfEndpointIsRefused() {
    assertThat(ask(2, 1, Exchange.BROKER_LISTENER, false).errorCode())
        .isEqualTo(ErrorCode.MISMATCHED_ENDPOINT_TYPE.code());
    assertThat(ask(1, 0, Exchange.CONTROLLER_LISTENER, false).errorCode())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
    assertThat(ask(3, 1, Exchange.BROKER_LISTENER, false).errorCode())
        .isEqualTo(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE.code());
  }

  private DescribeClusterResponse ask(
      int type, int version, ListenerInfo listener, boolean includeFenced) {
    DescribeClusterRequest request =
        DescribeClusterRequest.builder()
            .endpointType((byte) type)
            .includeFencedBrokers(includeFenced)
            .build();
    return Exchange.of(handler, request, version, listener).response(DescribeClusterResponse.class);
  }
}
