package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.wire.protocol.Uuid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code partition.metadata}: which topic a log belongs to, name or no name (KIP-516). It
 * is made with the log's directory and on disk with the first flush: a log that has anything on
 * disk is never taken for that of another topic of its name.
 */
public final class PartitionMetadata {
  /** The file's name in a partition's directory. */
  public static final String NAME = "partition.metadata";

  private static final String VERSION = "version: 0";
  private static final String TOPIC_ID = "topic_id: ";

  private PartitionMetadata() {}

  /** The topic's id; null when there is no file or it is damaged. */
  public static @Nullable Uuid read(Disk disk, Path directory) {
    byte[] bytes = disk.readAll(directory.resolve(NAME));
    if (bytes == null) {
      return null;
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() < 2 || !lines.get(0).equals(VERSION) || !lines.get(1).startsWith(TOPIC_ID)) {
      return null;
    }
    try {
      return Uuid.parse(lines.get(1).substring(TOPIC_ID.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Notes the topic; a crash may lose it until the log is flushed. */
  public static void write(Disk disk, Path directory, Uuid topicId) {
    String text = VERSION + '\n' + TOPIC_ID + topicId;
    disk.replace(
        directory.resolve(NAME), text.getBytes(StandardCharsets.UTF_8), /* durable= */ false);
  }

  /** Makes the file survive a power loss, where there is one. */
  static void sync(Disk disk, Path directory) {
    Path path = directory.resolve(NAME);
    if (disk.exists(path)) {
      try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
        file.sync();
      }
    }
  }
}
