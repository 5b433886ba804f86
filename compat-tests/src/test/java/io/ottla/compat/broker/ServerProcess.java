package io.ottla.compat.broker;

import io.ottla.compat.support.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One broker process, whatever the product. */
final class ServerProcess implements BrokerUnderTest {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int LOG_TAIL_CHARS = 4_000;

  private final Distribution distribution;
  private final ServerDirectory directory;
  private final Map<String, String> properties;
  private final int port;
  private final int controllerPort;
  private boolean prepared;
  private @Nullable Process process;

  private ServerProcess(
      Distribution distribution,
      ServerDirectory directory,
      Map<String, String> properties,
      int port,
      int controllerPort) {
    this.distribution = distribution;
    this.directory = directory;
    this.properties = Map.copyOf(properties);
    this.port = port;
    this.controllerPort = controllerPort;
  }

  /** A broker on fresh ports and a fresh directory, not yet started. */
  static ServerProcess create(
      String name, Distribution distribution, Map<String, String> extraProperties) {
    int port = Ports.reserve();
    int controllerPort = Ports.reserve();
    ServerDirectory directory = ServerDirectory.fresh(name);
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("log.dirs", directory.logs().toString());
    properties.put("group.initial.rebalance.delay.ms", "0");
    extraProperties.forEach(
        (key, value) -> properties.put(key, value.replace("{data}", directory.logs().toString())));
    return new ServerProcess(distribution, directory, properties, port, controllerPort);
  }

  /** Another product on what a stopped broker has left. */
  static ServerProcess inPlaceOf(BrokerUnderTest stopped, Distribution distribution) {
    if (!(stopped instanceof ServerProcess other) || other.isAlive()) {
      throw new IllegalArgumentException("not a stopped broker process");
    }
    distribution.adopt(other.directory, other.properties);
    ServerProcess successor =
        new ServerProcess(
            distribution, other.directory, other.properties, other.port, other.controllerPort);
    successor.prepared = true;
    return successor;
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public String bootstrapController() {
    return "127.0.0.1:" + controllerPort;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Path logDirectory() {
    return directory.logs();
  }

  @Override
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException("already running");
    }
    if (!prepared) {
      distribution.prepare(directory, properties);
      prepared = true;
    }
    int before = log().length();
    process = launch();
    Deadline.until(
        "answer of the broker",
        START_LIMIT,
        () -> {
          failIfEnded();
          return Readiness.answers(port) && log().indexOf(distribution.startedLine(), before) >= 0;
        },
        ready -> ready);
  }

  private Process launch() {
    ProcessBuilder builder =
        new ProcessBuilder(distribution.command(directory, properties))
            .directory(directory.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(directory.output().toFile()));
    builder.environment().put("JAVA_HOME", BrokerJava.home().toString());
    try {
      Process started = builder.start();
      started.getOutputStream().close();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void failIfEnded() {
    if (!isAlive()) {
      String log = log();
      throw new AssertionError(
          "the broker ended, its last words:\n"
              + log.substring(Math.max(0, log.length() - LOG_TAIL_CHARS)));
    }
  }

  @Override
  public int stop() {
    Process running = running();
    running.destroy();
    return awaitEnd(running);
  }

  @Override
  public void kill() {
    Process running = running();
    List<ProcessHandle> children = running.descendants().toList();
    running.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    int unused = awaitEnd(running);
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = running();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    command.add(Long.toString(running.pid()));
    running.descendants().forEach(child -> command.add(Long.toString(child.pid())));
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new AssertionError(command + " exited with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Process running() {
    Process current = process;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    return current;
  }

  private static int awaitEnd(Process ending) {
    try {
      if (!ending.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.destroyForcibly();
        throw new AssertionError("the broker did not end within " + STOP_LIMIT);
      }
      return ending.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted", e);
  }

  @Override
  public boolean isAlive() {
    Process current = process;
    return current != null && current.isAlive();
  }

  @Override
  public String log() {
    try {
      return Files.exists(directory.output())
          ? new String(Files.readAllBytes(directory.output()), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
    directory.deleteData();
  }
}
