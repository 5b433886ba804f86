package io.ottla.server.start;

import io.ottla.replication.quorum.LocalMetadataLog;
import io.ottla.storage.dir.PartitionName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the metadata lies where the configuration says. A node that began with new metadata next
 * to the data of a cluster would take all of that data for strays, so anything that looks like it
 * is refused: directories in another order, {@code metadata.log.dir} set or removed, a disk that is
 * not mounted.
 */
public final class MetadataPlace {
  private static final String HINT =
      " (the metadata lies in metadata.log.dir, or else in the first of log.dirs; is every disk"
          + " mounted, and are these two as they were?)";

  private MetadataPlace() {}

  /**
   * Checks, in order: no other directory holds a metadata log, as Kafka does; where the metadata
   * directory holds none, it is marked if any is, and no directory holds partitions.
   *
   * @param found the directories that can be used, with their marks
   * @throws StartException with the directories that contradict one another
   */
  static void check(Path metadata, Map<Path, @Nullable MetaProperties> found)
      throws StartException {
    for (Path path : found.keySet()) {
      if (!path.equals(metadata) && Files.exists(path.resolve(LocalMetadataLog.DIRECTORY))) {
        throw new StartException(
            "the metadata is in "
                + path
                + " and not in "
                + metadata
                + ", where it should be"
                + HINT);
      }
    }
    if (holdsLog(metadata)) {
      return;
    }
    for (Map.Entry<Path, @Nullable MetaProperties> entry : found.entrySet()) {
      if (entry.getValue() != null && found.get(metadata) == null) {
        throw new StartException(
            "the data directory "
                + entry.getKey()
                + " belongs to a cluster, and "
                + metadata
                + ", where its metadata should be, is new"
                + HINT);
      }
    }
    String partition = anyPartition(List.copyOf(found.keySet()));
    if (partition != null) {
      throw new StartException(lost(metadata, partition));
    }
  }

  /** What to say when there is a partition but no metadata. */
  public static String lost(Path metadata, String partition) {
    return "there is no metadata in "
        + metadata
        + ", but there is the partition "
        + partition
        + HINT;
  }

  /** A directory of a partition in one of the log directories; null when there is none. */
  public static @Nullable String anyPartition(List<Path> directories) {
    return directories.stream()
        .flatMap(
            directory ->
                names(directory).filter(MetadataPlace::isPartition).map(directory::resolve))
        .filter(Files::isDirectory)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private static boolean isPartition(String name) {
    return PartitionName.parse(name) != null && !name.equals(LocalMetadataLog.DIRECTORY);
  }

  /** Formatting leaves a snapshot at offset 0, or nothing; whatever has run leaves more. */
  private static boolean holdsLog(Path metadata) {
    return names(metadata.resolve(LocalMetadataLog.DIRECTORY))
        .anyMatch(
            name ->
                name.endsWith(".log")
                    || (name.endsWith(".checkpoint") && !name.startsWith("00000000000000000000-")));
  }

  /** None where the directory does not exist or cannot be read: loading the logs will tell. */
  private static Stream<String> names(Path directory) {
    String[] names = directory.toFile().list();
    return names == null ? Stream.of() : Arrays.stream(names).sorted();
  }
}
