package io.ottla.server.start;

import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code meta.properties}, version 1: whose data directory this is.
 *
 * @param clusterId any text; Kafka makes it an id of 22 characters
 * @param directoryId null in directories written before Kafka 3.7
 */
public record MetaProperties(String clusterId, int nodeId, @Nullable Uuid directoryId) {
  public static final String FILE_NAME = "meta.properties";

  private static final String CLUSTER_ID = "cluster.id";
  private static final String NODE_ID = "node.id";
  private static final String DIRECTORY_ID = "directory.id";
  private static final String VERSION = "version";

  /**
   * Reads a directory's file; null where it has none.
   *
   * @throws StartException when it cannot be read or is not of version 1
   */
  public static @Nullable MetaProperties read(Path directory) throws StartException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return null;
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException("cannot read " + file + ": " + e.getMessage());
    }
    String version = properties.getProperty(VERSION);
    String clusterId = properties.getProperty(CLUSTER_ID);
    String nodeId = properties.getProperty(NODE_ID);
    if (!"1".equals(version) || clusterId == null || nodeId == null) {
      throw new StartException(file + " is not of version 1 with cluster.id and node.id");
    }
    return parse(file, clusterId, nodeId, properties.getProperty(DIRECTORY_ID));
  }

  private static MetaProperties parse(
      Path file, String clusterId, String nodeId, @Nullable String directoryId)
      throws StartException {
    try {
      Uuid id = directoryId == null ? null : Uuid.parse(directoryId);
      return new MetaProperties(clusterId, Integer.parseInt(nodeId), id);
    } catch (IllegalArgumentException e) {
      throw new StartException(file + " is damaged: " + e.getMessage());
    }
  }

  /** Writes the directory's file so that it is whole or absent after a crash. */
  public void write(Path directory) throws StartException {
    Path target = directory.resolve(FILE_NAME);
    Path temporary = directory.resolve(FILE_NAME + ".tmp");
    try {
      Files.writeString(temporary, text(), StandardCharsets.UTF_8);
      force(temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(directory);
    } catch (IOException e) {
      throw new StartException("cannot write " + target + ": " + e.getMessage());
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The file's text. */
  String text() {
    String directory = directoryId == null ? "" : DIRECTORY_ID + "=" + directoryId + "\n";
    return VERSION
        + "=1\n"
        + CLUSTER_ID
        + "="
        + clusterId
        + "\n"
        + NODE_ID
        + "="
        + nodeId
        + "\n"
        + directory;
  }
}
