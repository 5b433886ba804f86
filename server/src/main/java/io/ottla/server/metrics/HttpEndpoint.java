package io.ottla.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ottla.runtime.ThreadPool;
import io.ottla.server.config.Endpoint;
import io.ottla.server.start.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready} over HTTP, a few requests at a
 * time on threads of its own. Owned by the composition root.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int BACKLOG = 16;
  private static final int THREADS = 4;

  /** A client that takes longer to ask, or to take its answer, is cut off. */
  private static final String LIMIT_SECONDS = "10";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  static {
    // The server knows such limits only as system properties, which it reads once.
    limit("sun.net.httpserver.maxReqTime");
    limit("sun.net.httpserver.maxRspTime");
  }

  private final ThreadPool threads =
      new ThreadPool("http", THREADS, failure -> LOG.warn("request not answered", failure));
  private final HttpServer server;
  private final BrokerMetrics metrics;
  private final BooleanSupplier ready;
  private @Nullable PrometheusText prometheus;

  private HttpEndpoint(HttpServer server, BrokerMetrics metrics, BooleanSupplier ready) {
    this.server = server;
    this.metrics = metrics;
    this.ready = ready;
  }

  /**
   * Serves on an address. Where it is taken, the broker does without: one warning, and null.
   *
   * @param ready whether the broker serves its clients; asked from the HTTP threads
   */
  public static @Nullable HttpEndpoint start(
      Endpoint endpoint, BrokerMetrics metrics, BooleanSupplier ready) {
    HttpServer server;
    try {
      server = HttpServer.create(Ports.address(endpoint), BACKLOG);
    } catch (IOException e) {
      LOG.warn("no metrics and health: cannot listen on {}: {}", endpoint, e.getMessage());
      return null;
    }
    HttpEndpoint started = new HttpEndpoint(server, metrics, ready);
    server.setExecutor(started.threads);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  /** Where it listens, the port resolved. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    closePrometheus();
  }

  private static void limit(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, LIMIT_SECONDS);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        send(exchange, METHOD_NOT_ALLOWED, TEXT, "only GET\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> send(exchange, OK, PROMETHEUS, prometheus().scrape());
        case "/health/live" -> send(exchange, OK, TEXT, "live\n");
        case "/health/ready" -> sendReadiness(exchange);
        default -> send(exchange, NOT_FOUND, TEXT, "/metrics /health/live /health/ready\n");
      }
    }
  }

  private void sendReadiness(HttpExchange exchange) throws IOException {
    if (ready.getAsBoolean()) {
      send(exchange, OK, TEXT, "ready\n");
    } else {
      send(exchange, UNAVAILABLE, TEXT, "not ready\n");
    }
  }

  private synchronized void closePrometheus() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  private synchronized PrometheusText prometheus() {
    PrometheusText known = prometheus;
    if (known == null) {
      known = new PrometheusText(metrics);
      prometheus = known;
    }
    return known;
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
