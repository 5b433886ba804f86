package io.ottla.compat.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where things are in the source tree. */
public final class Project {
  private Project() {}

  /** The directory of this module. */
  public static Path module() {
    return Path.of(System.getProperty("ottla.compat.project", "")).toAbsolutePath();
  }

  /** The top of the source tree. */
  public static Path top() {
    Path parent = module().getParent();
    if (parent == null) {
      throw new IllegalStateException("no directory above " + module());
    }
    return parent;
  }

  /** This module's build directory. */
  public static Path target() {
    return module().resolve("target");
  }

  /** Jars of the published Apache Kafka (broker and tools) as its own poms resolve. */
  public static List<Path> kafkaJars() {
    Path file = module().resolve("kafka-peer/target/classpath");
    try {
      return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
          .map(Path::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("build compat-tests/kafka-peer first", e);
    }
  }

  /** The published clients of one version. */
  public static Path clientsJar(String version) {
    return target().resolve("clients").resolve("kafka-clients-" + version + ".jar");
  }
}
