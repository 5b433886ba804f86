package io.ottla.replication.partition;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.Uuid;
import org.jspecify.annotations.Nullable;

/** Opens and removes the logs behind replicas. Called on a thread that may block. */
public interface ReplicaLogs {
  /**
   * Opens the log of a replica, or makes it where there is none.
   *
   * @param directory the id of the log directory that the metadata names; one of the reserved ids
   *     leaves the choice here
   * @return null where the log is damaged or its directory offline: the replica is not served
   * @throws DiskFullException when there is no room for a new log
   */
  @Nullable PartitionLog open(PartitionId id, Uuid directory, TopicSettings settings);

  /** Takes the log directory that a log lies in offline. From any thread. */
  void onFailure(PartitionLog log, StorageException failure);

  /** Gives up the log of a deleted topic; its files go in the background. */
  void delete(PartitionId id, PartitionLog log);
}
