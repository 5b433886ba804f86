package io.ottla.storage.dir;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.epoch.CheckpointFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checkpoint files of a log directory: an offset for each partition, as {@code t 0 42}. */
public enum OffsetCheckpoint {
  /** Everything below it is on disk. */
  RECOVERY_POINT("recovery-point-offset-checkpoint"),
  /** Everything below it is replicated. */
  HIGH_WATERMARK("replication-offset-checkpoint"),
  /** Nothing below it may be read. */
  LOG_START("log-start-offset-checkpoint"),
  /** Everything below it has been compacted. */
  CLEANER("cleaner-offset-checkpoint");

  private final String fileName;

  OffsetCheckpoint(String fileName) {
    this.fileName = fileName;
  }

  /** The file's name. */
  public String fileName() {
    return fileName;
  }

  /** The offsets in a directory's file; none when there is no file or it is damaged. */
  public Map<PartitionName, Long> read(Disk disk, Path directory) {
    List<List<String>> lines = CheckpointFile.read(disk, directory.resolve(fileName));
    Map<PartitionName, Long> offsets = new HashMap<>();
    if (lines == null) {
      return offsets;
    }
    for (List<String> words : lines) {
      try {
        offsets.put(
            new PartitionName(words.get(0), Integer.parseInt(words.get(1))),
            Long.parseLong(words.get(2)));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        return new HashMap<>();
      }
    }
    return offsets;
  }

  /** Replaces a directory's file, durably. */
  public void write(Disk disk, Path directory, Map<PartitionName, Long> offsets) {
    List<String> lines = new ArrayList<>(offsets.size());
    offsets.forEach(
        (name, offset) -> lines.add(name.topic() + ' ' + name.partition() + ' ' + offset));
    CheckpointFile.write(disk, directory.resolve(fileName), lines, /* durable= */ true);
  }
}
