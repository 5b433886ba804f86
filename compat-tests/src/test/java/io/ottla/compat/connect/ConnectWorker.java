package io.ottla.compat.connect;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Ports;
import io.ottla.compat.tool.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One worker of a distributed Connect cluster, with its REST interface. */
final class ConnectWorker implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ToolProcess process;
  private final int port;

  private ConnectWorker(ToolProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a worker; {@code directory} is for its property file. */
  static ConnectWorker start(BrokerUnderTest broker, String group, Path directory) {
    int port = Ports.reserve();
    List<String> properties =
        List.of(
            "bootstrap.servers=" + broker.bootstrapServers(),
            "group.id=" + group,
            "config.storage.topic=" + group + "-configs",
            "offset.storage.topic=" + group + "-offsets",
            "status.storage.topic=" + group + "-status",
            "config.storage.replication.factor=-1",
            "offset.storage.replication.factor=-1",
            "status.storage.replication.factor=-1",
            "offset.storage.partitions=3",
            "status.storage.partitions=2",
            "key.converter=org.apache.kafka.connect.storage.StringConverter",
            "value.converter=org.apache.kafka.connect.storage.StringConverter",
            "exactly.once.source.support=enabled",
            "offset.flush.interval.ms=300",
            "session.timeout.ms=6000",
            "heartbeat.interval.ms=500",
            "scheduled.rebalance.max.delay.ms=0",
            "listeners=http://127.0.0.1:" + port);
    try {
      Path file = Files.write(directory.resolve("worker-" + port + ".properties"), properties);
      return new ConnectWorker(ToolProcess.start("connect-distributed", file.toString()), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a connector or changes what it does; throws while the worker cannot answer. */
  boolean put(String connector, Map<String, String> config)
      throws IOException, InterruptedException {
    String json =
        config.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    HttpRequest request =
        HttpRequest.newBuilder(uri("/connectors/" + connector + "/config"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return http.send(request, BodyHandlers.ofString()).statusCode() / 100 == 2;
  }

  /** What the worker says of a connector and its tasks, as JSON. */
  String status(String connector) throws IOException, InterruptedException {
    requireAlive();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/connectors/" + connector + "/status")).build(),
            BodyHandlers.ofString());
    return response.body();
  }

  /** Whether this worker runs the (only) task of the connector. */
  boolean runsTaskOf(String connector) throws IOException, InterruptedException {
    return status(connector)
        .replaceAll("\\s", "")
        .matches(
            ".*\"tasks\":\\[\\{[^\\]]*\"worker_id\":\"127\\.0\\.0\\.1:" + port + "\"[^\\]]*\\].*");
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the worker ended: " + process.errors());
    }
  }

  /** What it warned of. */
  String errors() {
    return process.errors();
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
