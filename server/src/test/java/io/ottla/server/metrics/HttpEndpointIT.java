package io.ottla.server.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.Endpoint;
import io.ottla.wire.protocol.ApiKey;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HttpEndpointIT {
  static {
    System.setProperty("sun.net.httpserver.maxReqTime", "1"); // the broker's own takes long to wait
  }

  private final BrokerMetrics metrics = new BrokerMetrics();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final HttpEndpoint endpoint = start(metrics, ready::get);

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void metricsAreInPrometheusTextForm() throws IOException, InterruptedException {
    metrics.connectionOpened("PLAINTEXT");
    metrics.connectionOpened("PLAINTEXT");
    metrics.connectionClosed("PLAINTEXT");
    metrics.requestCompleted(ApiKey.PRODUCE, 3_000_000, 100, 50);
    metrics.requestCompleted(ApiKey.PRODUCE, 600_000, 100, 50);
    metrics.gauge(Metric.PARTITIONS, () -> 12);
    metrics.gauges(Metric.LOG_SIZE, () -> Map.of("orders", 4_096L));

    HttpResponse<String> response = get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body().lines())
        .contains(
            "ottla_connections{listener=\"PLAINTEXT\"} 1.0",
            "ottla_connections_opened_total{listener=\"PLAINTEXT\"} 2.0",
            "ottla_request_bytes_total{api=\"Produce\"} 200.0",
            "ottla_request_duration_seconds_bucket{api=\"Produce\",le=\"5.0E-4\"} 0",
            "ottla_request_duration_seconds_bucket{api=\"Produce\",le=\"0.001\"} 1",
            "ottla_request_duration_seconds_bucket{api=\"Produce\",le=\"0.005\"} 2",
            "ottla_request_duration_seconds_bucket{api=\"Produce\",le=\"+Inf\"} 2",
            "ottla_request_duration_seconds_count{api=\"Produce\"} 2",
            "ottla_partitions 12.0",
            "ottla_log_size_bytes{topic=\"orders\"} 4096.0")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"));
  }

  @Test
  void readinessFollowsTheBroker() throws IOException, InterruptedException {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);

    ready.set(true);

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsDoneWithout() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Endpoint address = new Endpoint("127.0.0.1", taken.getLocalPort());

      assertThat(HttpEndpoint.start(address, metrics, ready::get)).isNull();
    }
  }

  @Test
  @Timeout(20)
  void aHalfOpenClientKeepsNobodyElseFromAnAnswer() throws IOException, InterruptedException {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), endpoint.address().getPort())) {
      slow.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(US_ASCII));

      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Timeout(60)
  void clientsThatNeverFinishAskingAreCutOff() throws IOException, InterruptedException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.address().getPort());
      socket.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(US_ASCII));
      slow.add(socket);
    }

    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    for (Socket socket : slow) {
      socket.close();
    }
  }

  @Test
  @Timeout(60)
  void aClosedEndpointIsForgotten() throws IOException, InterruptedException {
    WeakReference<BrokerMetrics> scraped = scrapeAndClose();

    System.gc();

    assertThat(scraped.get()).isNull();
  }

  private static WeakReference<BrokerMetrics> scrapeAndClose()
      throws IOException, InterruptedException {
    BrokerMetrics metrics = new BrokerMetrics();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<Thread> started;
    try (HttpEndpoint scraped = start(metrics, () -> true)) {
      started = new HashSet<>(Thread.getAllStackTraces().keySet());
      assertThat(get(scraped, "/metrics").statusCode()).isEqualTo(200);
    }
    started.removeAll(before);
    for (Thread thread : started) {
      thread.join(); // the JDK's server does not wait for its timers, which refer to what it serves
    }
    return new WeakReference<>(metrics);
  }

  private static HttpEndpoint start(BrokerMetrics metrics, BooleanSupplier ready) {
    return Objects.requireNonNull(HttpEndpoint.start(new Endpoint("127.0.0.1", 0), metrics, ready));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(endpoint, path);
  }

  private static HttpResponse<String> get(HttpEndpoint endpoint, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
