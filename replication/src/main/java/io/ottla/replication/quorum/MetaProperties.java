package io.ottla.replication.quorum;

import io.ottla.storage.disk.Disk;
import io.ottla.wire.protocol.Uuid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code meta.properties} of a log directory: to which node of which cluster it belongs.
 *
 * @param directoryId null in a directory that was formatted before directories had ids
 */
public record MetaProperties(String clusterId, int nodeId, @Nullable Uuid directoryId) {
  /** The name of the file in each log directory. */
  public static final String FILE_NAME = "meta.properties";

  private static final String VERSION = "1";

  /**
   * Reads the file of a log directory; null when there is none.
   *
   * @throws IllegalArgumentException when it is there but not of version 1 or not readable; the
   *     message says what is wrong
   */
  static @Nullable MetaProperties read(Disk disk, Path logDirectory) {
    Path path = logDirectory.resolve(FILE_NAME);
    byte[] bytes = disk.readAll(path);
    if (bytes == null) {
      return null;
    }
    Map<String, String> values = parse(new String(bytes, StandardCharsets.UTF_8));
    if (!VERSION.equals(values.get("version"))) {
      throw new IllegalArgumentException(path + " is not of version " + VERSION);
    }
    String clusterId = values.get("cluster.id");
    String nodeId = values.get("node.id");
    if (clusterId == null || nodeId == null) {
      throw new IllegalArgumentException(path + " lacks cluster.id or node.id");
    }
    String directoryId = values.get("directory.id");
    return new MetaProperties(
        clusterId, Integer.parseInt(nodeId), directoryId == null ? null : Uuid.parse(directoryId));
  }

  void write(Disk disk, Path logDirectory) {
    StringBuilder text = new StringBuilder("#\n");
    text.append("node.id=").append(nodeId).append('\n');
    if (directoryId != null) {
      text.append("directory.id=").append(directoryId).append('\n');
    }
    text.append("version=").append(VERSION).append('\n');
    text.append("cluster.id=").append(clusterId).append('\n');
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    disk.replace(logDirectory.resolve(FILE_NAME), bytes, /* durable= */ true);
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return values;
  }
}
