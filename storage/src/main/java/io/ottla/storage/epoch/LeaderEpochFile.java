package io.ottla.storage.epoch;

import io.ottla.storage.disk.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file {@code leader-epoch-checkpoint}: a line of epoch and start offset for each epoch. */
public final class LeaderEpochFile {
  /** The file's name in a partition's directory. */
  public static final String NAME = "leader-epoch-checkpoint";

  private LeaderEpochFile() {}

  /** Reads the file; null when there is none or it is damaged. */
  public static @Nullable LeaderEpochs read(Disk disk, Path directory) {
    List<List<String>> lines = CheckpointFile.read(disk, directory.resolve(NAME));
    if (lines == null) {
      return null;
    }
    List<LeaderEpochs.Entry> entries = new ArrayList<>();
    for (List<String> words : lines) {
      try {
        entries.add(
            new LeaderEpochs.Entry(Integer.parseInt(words.get(0)), Long.parseLong(words.get(1))));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        return null;
      }
    }
    return new LeaderEpochs(entries);
  }

  /** Replaces the file. */
  public static void write(Disk disk, Path directory, LeaderEpochs epochs, boolean durable) {
    List<String> lines = new ArrayList<>();
    for (LeaderEpochs.Entry entry : epochs.entries()) {
      lines.add(entry.epoch() + " " + entry.startOffset());
    }
    CheckpointFile.write(disk, directory.resolve(NAME), lines, durable);
  }

  /** Removes the file, if there is one, for good. */
  public static void delete(Disk disk, Path directory) {
    if (disk.delete(directory.resolve(NAME))) {
      disk.syncDirectory(directory);
    }
  }
}
