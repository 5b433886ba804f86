package io.ottla.testkit;

import io.ottla.server.Broker;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A broker in this process, on a free port of the loopback address and a new directory, which is
 * deleted with it. Several may run side by side. It logs through whatever SLF4J provider the tests
 * bring.
 *
 * <pre>{@code
 * try (OttlaBroker broker = OttlaBroker.start()) {
 *   properties.put("bootstrap.servers", broker.bootstrapServers());
 * }
 * }</pre>
 */
public final class OttlaBroker implements AutoCloseable {
  private static final String LISTENER = "PLAINTEXT";

  private final Broker broker;
  private final Path directory;

  private OttlaBroker(Broker broker, Path directory) {
    this.broker = broker;
    this.directory = directory;
  }

  /** Starts a broker with Ottla's defaults; returns once it serves. */
  public static OttlaBroker start() {
    return start(Map.of());
  }

  /**
   * Starts a broker; returns once it serves.
   *
   * @param properties on top of the defaults, in Kafka's names
   * @throws IllegalStateException when they are not valid or the broker cannot start
   */
  public static OttlaBroker start(Map<String, String> properties) {
    Path directory = temporaryDirectory();
    Map<String, String> all = new HashMap<>(BrokerConfig.builtIn());
    all.put("listeners", LISTENER + "://127.0.0.1:0");
    all.put("log.dirs", directory.toString());
    all.put("ottla.http.listener", "");
    all.putAll(properties);
    BrokerConfig.Parsed parsed = BrokerConfig.parse(all);
    if (!parsed.problems().isEmpty()) {
      delete(directory);
      throw new IllegalStateException(String.join("; ", parsed.problems()));
    }
    try {
      return new OttlaBroker(Broker.start(parsed.get()), directory);
    } catch (StartException e) {
      delete(directory);
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** What clients are given as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    InetSocketAddress address = Objects.requireNonNull(broker.addresses().get(LISTENER));
    return address.getAddress().getHostAddress() + ':' + address.getPort();
  }

  /** Where the broker keeps its data. */
  public Path directory() {
    return directory;
  }

  /** Stops the broker and deletes its data. May be called more than once. */
  @Override
  public void close() {
    try {
      broker.close();
    } finally {
      delete(directory);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("ottla-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
