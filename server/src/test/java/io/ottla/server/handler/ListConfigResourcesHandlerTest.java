package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.ConfigResource;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.ListConfigResourcesRequest;
import io.ottla.wire.message.ListConfigResourcesResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListConfigResourcesHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  ListConfigResourcesHandlerTest() {
    cluster.topic("orders", 1);
    cluster.config(new ConfigResource(ConfigResource.CLIENT_METRICS, "s"), "interval.ms", "1000");
    cluster.config(ConfigResource.group("g"), "consumer.session.timeout.ms", "50000");
  }

  @Test
  void versionZeroIsAboutClientMetrics() {
    assertThat(list(Authorizer.ALLOW_ALL, 0)).containsExactly("16:s");
  }

  @Test
  void noTypesMeansAll() {
    assertThat(list(Authorizer.ALLOW_ALL, 1))
        .containsExactlyInAnyOrder("2:orders", "4:1", "8:1", "16:s", "32:g");
  }

  @Test
  void typesNarrowTheAnswer() {
    assertThat(list(Authorizer.ALLOW_ALL, 1, ConfigResource.TOPIC)).containsExactly("2:orders");
  }

  @Test
  void unknownTypesAndStrangersAreRefused() {
    assertThat(ask(Authorizer.ALLOW_ALL, 1, (byte) 99).errorCode())
        .isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
    assertThat(ask(Exchange.denyAll(), 1).errorCode())
        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
  }

  private List<String> list(Authorizer authorizer, int version, byte... types) {
    return ask(authorizer, version, types).configResources().stream()
        .map(resource -> resource.resourceType() + ":" + resource.resourceName())
        .toList();
  }

  private ListConfigResourcesResponse ask(Authorizer authorizer, int version, byte... types) {
    List<Byte> asked = new ArrayList<>();
    for (byte type : types) {
      asked.add(type);
    }
    return Exchange.of(
            new ListConfigResourcesHandler(cluster, authorizer),
            new ListConfigResourcesRequest(asked),
            version)
        .response(ListConfigResourcesResponse.class);
  }
}
