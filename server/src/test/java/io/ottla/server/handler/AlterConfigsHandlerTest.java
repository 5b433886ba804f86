package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.ConfigResource;
import io.ottla.server.logging.LoggerTree;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AlterConfigsRequest;
import io.ottla.wire.message.AlterConfigsResponse;
import io.ottla.wire.message.IncrementalAlterConfigsRequest;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.IncrementalAlterConfigsResponse;
import io.ottla.wire.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlterConfigsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  AlterConfigsHandlerTest() {
    cluster.controller(AlterConfigsHandlerTest::accept);
  }

  @Test
  void topicsGroupsAndThisBrokerReachTheController() {
    assertThat(
            incremental(
                Authorizer.ALLOW_ALL,
                resource(ConfigResource.TOPIC, "orders"),
                resource(ConfigResource.GROUP, "group"),
                resource(ConfigResource.CLIENT_METRICS, "subscription"),
                resource(ConfigResource.BROKER, ""),
                resource(ConfigResource.BROKER, "1")))
        .containsOnly(ErrorCode.NONE);
  }

  @Test
  void otherBrokersAreRefused() {
    assertThat(
            incremental(
                Authorizer.ALLOW_ALL,
                resource(ConfigResource.BROKER, "2"),
                resource(ConfigResource.BROKER, "x"),
                resource(ConfigResource.BROKER_LOGGER, "2")))
        .containsOnly(ErrorCode.INVALID_REQUEST);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void logLevelsAreChangedHere() {
    assertThat(incremental(Authorizer.ALLOW_ALL, resource(ConfigResource.BROKER_LOGGER, "1")))
        .containsExactly(ErrorCode.NONE);
    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void resourceThatIsNamedTwiceIsRefusedTwice() {
    assertThat(
            incremental(
                Authorizer.ALLOW_ALL,
                resource(ConfigResource.TOPIC, "orders"),
                resource(ConfigResource.TOPIC, "orders"),
                resource(ConfigResource.TOPIC, "other")))
        .containsExactly(ErrorCode.NONE, ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_REQUEST);
  }

  @Test
  void eachResourceHasItsOwnRefusal() {
    assertThat(
            incremental(
                Exchange.denyAll(),
                resource(ConfigResource.TOPIC, "orders"),
                resource(ConfigResource.GROUP, "group"),
                resource(ConfigResource.BROKER, "1")))
        .containsExactly(
            ErrorCode.TOPIC_AUTHORIZATION_FAILED,
            ErrorCode.GROUP_AUTHORIZATION_FAILED,
            ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  }

  @Test
  void replacingAltersTheSameWay() {
    AlterConfigsRequest request =
        AlterConfigsRequest.builder()
            .resources(
                List.of(
                    new AlterConfigsRequest.AlterConfigsResource(
                        ConfigResource.TOPIC, "orders", List.of())))
            .build();
    Forwarder controller = cluster.forwarder();

    AlterConfigsResponse allowed =
        Exchange.of(
                new AlterConfigsHandler(Cluster.IDENTITY, Authorizer.ALLOW_ALL, controller),
                request,
                2)
            .response(AlterConfigsResponse.class);
    AlterConfigsResponse denied =
        Exchange.of(
                new AlterConfigsHandler(Cluster.IDENTITY, Exchange.denyAll(), controller),
                request,
                2)
            .response(AlterConfigsResponse.class);

    assertThat(allowed.responses().get(0).errorCode()).isZero();
    assertThat(denied.responses().get(0).errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
  }

  private List<ErrorCode> incremental(Authorizer authorizer, AlterConfigsResource... resources) {
    IncrementalAlterConfigsHandler handler =
        new IncrementalAlterConfigsHandler(
            Cluster.IDENTITY, authorizer, cluster.forwarder(), new BrokerLoggers(new LoggerTree()));
    IncrementalAlterConfigsRequest request =
        IncrementalAlterConfigsRequest.builder().resources(Arrays.asList(resources)).build();
    return Exchange.of(handler, request, 1)
        .response(IncrementalAlterConfigsResponse.class)
        .responses()
        .stream()
        .map(response -> ErrorCode.of(response.errorCode()))
        .toList();
  }

  private static AlterConfigsResource resource(byte type, String name) {
    return new AlterConfigsResource(type, name, List.of());
  }

  private static ApiMessage accept(ApiMessage request) {
    if (request instanceof AlterConfigsRequest replacing) {
      return new AlterConfigsResponse(
          0,
          replacing.resources().stream()
              .map(
                  one ->
                      new AlterConfigsResponse.AlterConfigsResourceResponse(
                          (short) 0, null, one.resourceType(), one.resourceName()))
              .toList());
    }
    return new IncrementalAlterConfigsResponse(
        0,
        ((IncrementalAlterConfigsRequest) request)
            .resources().stream()
                .map(
                    one ->
                        new AlterConfigsResourceResponse(
                            (short) 0, null, one.resourceType(), one.resourceName()))
                .toList());
  }
}
