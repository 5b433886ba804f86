package io.ottla.storage.dir;

import io.ottla.storage.disk.Disk;
import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code meta.properties} of a log directory, version 1: whose it is.
 *
 * @param clusterId of the cluster
 * @param nodeId of the broker
 * @param directoryId of this directory (KIP-858); {@link Uuid#ZERO} where the file has none
 */
public record MetaProperties(String clusterId, int nodeId, Uuid directoryId) {
  /** The file's name. */
  public static final String NAME = "meta.properties";

  private static final String VERSION = "1";

  /**
   * What was read.
   *
   * @param properties null when there is no file or it cannot be used
   * @param problem what is wrong with the file, in a sentence; null when nothing is
   */
  public record Read(@Nullable MetaProperties properties, @Nullable String problem) {}

  /** Reads the file of a directory. */
  public static Read read(Disk disk, Path directory) {
    Path path = directory.resolve(NAME);
    byte[] bytes = disk.readAll(path);
    if (bytes == null) {
      return new Read(null, null);
    }
    try {
      return new Read(parse(new String(bytes, StandardCharsets.UTF_8)), null);
    } catch (IllegalArgumentException e) {
      return new Read(null, path + " cannot be used: " + e.getMessage());
    }
  }

  static MetaProperties parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    if (!VERSION.equals(properties.getProperty("version"))) {
      throw new IllegalArgumentException(
          "version is " + properties.getProperty("version") + ", only 1 is known");
    }
    String directoryId = properties.getProperty("directory.id");
    return new MetaProperties(
        required(properties, "cluster.id"),
        Integer.parseInt(required(properties, "node.id")),
        directoryId == null ? Uuid.ZERO : Uuid.parse(directoryId));
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /** Replaces the file of a directory, durably. */
  public void write(Disk disk, Path directory) {
    String text =
        ("node.id=" + nodeId + '\n')
            + ("directory.id=" + directoryId + '\n')
            + ("version=" + VERSION + '\n')
            + ("cluster.id=" + clusterId + '\n');
    disk.replace(
        directory.resolve(NAME), text.getBytes(StandardCharsets.UTF_8), /* durable= */ true);
  }
}
