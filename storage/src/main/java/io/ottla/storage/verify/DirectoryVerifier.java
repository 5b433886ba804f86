package io.ottla.storage.verify;

import io.ottla.storage.dir.CleanShutdown;
import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.verify.CheckpointLines.Line;
import io.ottla.storage.verify.LogState.Saved;
import io.ottla.storage.verify.Report.Trust;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads and checks the checkpoints of a log directory, which tell what to expect of its logs. */
public final class DirectoryVerifier {
  private static final String METADATA_TOPIC = "__cluster_metadata";

  private final boolean isClean;
  private final boolean knowsCleaner;
  private final Map<String, Map<OffsetCheckpoint, Saved>> saved = new HashMap<>();

  private DirectoryVerifier(Disk disk, Path directory, Report report) {
    this.isClean = disk.exists(directory.resolve(CleanShutdown.NAME));
    this.knowsCleaner = disk.exists(directory.resolve(OffsetCheckpoint.CLEANER.fileName()));
    for (OffsetCheckpoint checkpoint : OffsetCheckpoint.values()) {
      read(disk, directory.resolve(checkpoint.fileName()), checkpoint, report);
    }
  }

  /** Reads the files of a directory; one of another kind has none of them. */
  public static DirectoryVerifier read(Disk disk, Path directory, Consumer<Finding> findings) {
    return new DirectoryVerifier(disk, directory, new Report(Trust.VOUCHED, findings));
  }

  private void read(Disk disk, Path file, OffsetCheckpoint checkpoint, Report report) {
    List<Line> lines = CheckpointLines.read(disk, file, 1, 2, report);
    if (lines == null) {
      return;
    }
    for (Line line : lines) {
      String log = line.words().get(0) + '-' + line.numbers().get(0);
      saved
          .computeIfAbsent(log, name -> new EnumMap<>(OffsetCheckpoint.class))
          .put(checkpoint, new Saved(file, line.position(), line.numbers().get(1)));
    }
  }

  /** What the directory's files say of a log, by the name of the log's own directory. */
  public LogState stateOf(String name) {
    PartitionName partition = PartitionName.parse(name);
    if (partition == null) {
      return LogState.UNKNOWN; // to be deleted, strayed, or half moved
    }
    if (partition.topic().equals(METADATA_TOPIC)) {
      return new LogState(false, true, Map.of()); // each start reads it whole; nothing compacts it
    }
    return new LogState(isClean, knowsCleaner, saved.getOrDefault(name, Map.of()));
  }
}
