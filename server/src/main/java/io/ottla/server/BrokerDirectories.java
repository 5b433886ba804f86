package io.ottla.server;

import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.quorum.StorageFormat;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.start.StartException;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.MetaProperties;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The broker's directories, formatted where they are new, checked and locked.
 *
 * @param clusterId which all of them belong to
 * @param metadata holds the metadata log; may be one of {@code logs}
 * @param logs hold the partitions
 */
record BrokerDirectories(String clusterId, LogDirectory metadata, List<LogDirectory> logs) {
  BrokerDirectories {
    logs = List.copyOf(logs);
  }

  /**
   * Opens them all or none.
   *
   * @throws StartException with everything that is wrong in one line
   */
  static BrokerDirectories open(BrokerConfig config, Disk disk, Supplier<Uuid> newIds, long nowMs)
      throws StartException {
    Set<Path> paths = new LinkedHashSet<>();
    paths.add(config.storage().metadataLogDir());
    paths.addAll(config.storage().logDirs());
    StorageFormat.State state = format(config, disk, newIds, nowMs, List.copyOf(paths));
    List<LogDirectory> opened = new ArrayList<>();
    for (Path path : paths) {
      Uuid id = state.directoryIds().getOrDefault(path, Uuid.ZERO);
      LogDirectory.Attempt attempt =
          LogDirectory.open(
              disk, path, new MetaProperties(state.clusterId(), config.node().nodeId(), id));
      LogDirectory directory = attempt.directory();
      if (directory == null) {
        opened.forEach(LogDirectory::close);
        throw new StartException(String.valueOf(attempt.problem()));
      }
      opened.add(directory);
    }
    List<LogDirectory> logs =
        opened.stream().filter(d -> config.storage().logDirs().contains(d.path())).toList();
    return new BrokerDirectories(state.clusterId(), opened.get(0), logs);
  }

  private static StorageFormat.State format(
      BrokerConfig config, Disk disk, Supplier<Uuid> newIds, long nowMs, List<Path> paths)
      throws StartException {
    try {
      StorageFormat.State state =
          StorageFormat.ensure(
              disk,
              new StorageFormat.Plan(
                  config.node().nodeId(),
                  null,
                  paths,
                  Map.of(FeaturesImage.METADATA_VERSION, FeaturesImage.LATEST_METADATA_VERSION),
                  List.of()),
              newIds,
              nowMs);
      if (!state.problems().isEmpty()) {
        throw new StartException(String.join("; ", state.problems()));
      }
      return state;
    } catch (StorageException e) {
      throw new StartException("cannot use the data directories: " + e.getMessage());
    }
  }

  /** Gives up the locks. */
  void close() {
    logs.forEach(LogDirectory::close);
    if (!logs.contains(metadata)) {
      metadata.close();
    }
  }
}
