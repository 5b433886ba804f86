package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerHealthIT {
  private final BrokerHealth health = new BrokerHealth(new Endpoint("127.0.0.1", 0));

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void aBrokerThatRecoversIsAliveAndShowsWhatThereIs() throws IOException, InterruptedException {
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/metrics")).isEqualTo(200);
  }

  @Test
  void aBrokerIsReadyFromItsFirstConnectionUntilItStops() throws IOException, InterruptedException {
    health.onServing();
    assertThat(status("/health/ready")).isEqualTo(200);

    health.onStopped();

    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/health/live")).isEqualTo(200);
  }

  @Test
  void aBrokerThatFailsWhileItStartsNeverBecomesReady() throws IOException, InterruptedException {
    health.onStopped();
    health.onServing();

    assertThat(status("/health/ready")).isEqualTo(503);
  }

  private int status(String path) throws IOException, InterruptedException {
    int port = Objects.requireNonNull(health.address()).getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
