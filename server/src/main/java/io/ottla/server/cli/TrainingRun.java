package io.ottla.server.cli;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.PropertySource;
import io.ottla.server.start.RunningBroker;
import io.ottla.server.start.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ottla train}: runs a broker on a directory of its own, sends it what first clients send,
 * and ends. {@code bin/ottla} has the JVM write down the classes that were loaded.
 */
final class TrainingRun {
  static final String COMMAND = "train";

  private final RunningBroker.Launcher launcher;

  TrainingRun(RunningBroker.Launcher launcher) {
    this.launcher = launcher;
  }

  void run() throws IOException, StartException {
    Path directory = Files.createTempDirectory("ottla-train");
    try {
      int port = freePort();
      PropertySource source =
          PropertySource.read(
              null,
              List.of(
                  "log.dirs=" + directory,
                  "listeners=PLAINTEXT://127.0.0.1:" + port,
                  "ottla.http.listener=127.0.0.1:0"));
      RunningBroker broker = launcher.launch(BrokerConfig.parse(source.properties()).get());
      try {
        new Rehearsal(port).run();
      } finally {
        broker.close();
      }
    } finally {
      delete(directory);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
