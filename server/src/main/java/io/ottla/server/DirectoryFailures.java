package io.ottla.server;

import io.ottla.replication.controller.BrokerLifecycle;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a failed log directory means: its replicas are served no more and the controller is told;
 * without the metadata's directory, or with no directory left, the broker stops. Called from any
 * thread.
 */
final class DirectoryFailures {
  private static final Logger log = LoggerFactory.getLogger(DirectoryFailures.class);

  private final PartitionRegistry partitions;
  private final Path metadataDirectory;
  private final Runnable stop;
  private volatile @Nullable BrokerLifecycle lifecycle;

  /**
   * Failures of a broker that is not registered yet.
   *
   * @param stop ends the broker, with an error
   */
  DirectoryFailures(PartitionRegistry partitions, Path metadataDirectory, Runnable stop) {
    this.partitions = partitions;
    this.metadataDirectory = metadataDirectory;
    this.stop = stop;
  }

  /** The broker is registered; from here on the controller hears of each failure. */
  void onRegistered(BrokerLifecycle registered, List<LogDirectory> directories) {
    lifecycle = registered;
    directories.stream().filter(one -> !one.isOnline()).forEach(this::tell);
  }

  /** A directory has gone offline. */
  void onFailure(LogDirectory failed, List<LogDirectory> directories) {
    if (failed.path().equals(metadataDirectory)) {
      log.error("the directory of the metadata has failed, stopping directory={}", failed);
      stop.run();
    } else if (directories.stream().noneMatch(LogDirectory::isOnline)) {
      log.error("no log directory is left, stopping");
      stop.run();
    } else {
      for (Partition partition : partitions.all()) {
        if (partition.log().directory().startsWith(failed.path())) {
          partition.loop().execute(() -> partition.takeOffline("its log directory has failed"));
        }
      }
      tell(failed);
    }
  }

  private void tell(LogDirectory failed) {
    BrokerLifecycle registered = lifecycle;
    if (registered != null) {
      registered.reportOffline(
          List.of(failed.id()),
          error -> {
            if (error != ErrorCode.NONE) {
              log.error("failure not told directory={} error={}", failed, error);
            }
          });
    }
  }
}
