package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.message.GetTelemetrySubscriptionsRequest;
import io.ottla.wire.message.GetTelemetrySubscriptionsResponse;
import io.ottla.wire.protocol.Uuid;
import org.junit.jupiter.api.Test;

class GetTelemetrySubscriptionsHandlerTest {
  private static final Uuid NEW = new Uuid(1, 2);

  @Test
  void wantsNoMetrics() {
    assertThat(ask(Uuid.ZERO).requestedMetrics()).isEmpty();
  }

  @Test
  void givesAnIdToAClientWithoutOne() {
    assertThat(ask(Uuid.ZERO).clientInstanceId()).isEqualTo(NEW);
    assertThat(ask(new Uuid(3, 4)).clientInstanceId()).isEqualTo(new Uuid(3, 4));
  }

  private static GetTelemetrySubscriptionsResponse ask(Uuid clientInstanceId) {
    return Exchange.of(
            new GetTelemetrySubscriptionsHandler(() -> NEW),
            GetTelemetrySubscriptionsRequest.builder().clientInstanceId(clientInstanceId).build(),
            0)
        .response(GetTelemetrySubscriptionsResponse.class);
  }
}
