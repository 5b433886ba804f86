package io.ottla.server.replica;

import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.ReplicaLogs;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.Uuid;
import org.jspecify.annotations.Nullable;

/** The logs of replicas in this broker's log directories. */
public final class BrokerLogs implements ReplicaLogs {
  private final LogManager logs;

  /** Opens and removes logs through the given manager. */
  public BrokerLogs(LogManager logs) {
    this.logs = logs;
  }

  /**
   * Takes the directory that the metadata names, or the one with the fewest logs.
   *
   * @throws StorageException when every log directory is offline
   */
  @Override
  public PartitionLog open(PartitionId id, Uuid directory, TopicSettings settings) {
    LogDirectory named = logs.directory(directory);
    @Nullable LogDirectory chosen = named != null && named.isOnline() ? named : logs.leastLoaded();
    if (chosen == null) {
      throw new StorageException("no log directory is online for partition " + id);
    }
    PartitionLog log = logs.create(name(id), id.topicId(), settings.log(), chosen).log();
    log.updateConfig(settings.log());
    return log;
  }

  @Override
  public void delete(PartitionId id, PartitionLog log) {
    logs.delete(name(id));
  }

  private static PartitionName name(PartitionId id) {
    return new PartitionName(id.topic(), id.partition());
  }
}
