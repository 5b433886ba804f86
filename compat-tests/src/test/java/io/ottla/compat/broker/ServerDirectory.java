package io.ottla.compat.broker;

import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one broker has on disk: its properties, its log directory and what it printed. */
record ServerDirectory(Path root) {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** A fresh directory below {@code target}, its name starting with {@code name}. */
  static ServerDirectory fresh(String name) {
    Path root = Project.target().resolve("brokers").resolve(name + "-" + COUNT.incrementAndGet());
    ServerDirectory directory = new ServerDirectory(root);
    try {
      deleteTree(root);
      Files.createDirectories(directory.logs());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path logs() {
    return root.resolve("data");
  }

  Path output() {
    return root.resolve("server.out");
  }

  Path propertiesFile() {
    return root.resolve("server.properties");
  }

  void writeProperties(Map<String, String> properties) {
    String lines =
        properties.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .sorted()
            .collect(Collectors.joining());
    try {
      Files.writeString(propertiesFile(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void deleteData() {
    try {
      deleteTree(logs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
