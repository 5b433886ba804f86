package io.ottla.server.replica;

import io.ottla.replication.image.DirectoryId;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.ReplicaLogs;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of replicas in this broker's log directories. */
public final class BrokerLogs implements ReplicaLogs {
  private static final Logger log = LoggerFactory.getLogger(BrokerLogs.class);

  private final LogManager logs;
  private final DirectoryAssignments assignments;

  /**
   * Opens and removes logs through the given manager.
   *
   * @param assignments hears where a replica lies that the metadata places elsewhere, or nowhere
   */
  public BrokerLogs(LogManager logs, DirectoryAssignments assignments) {
    this.logs = logs;
    this.assignments = assignments;
  }

  /**
   * Takes the directory that holds the log already, the one that the metadata names, or the one
   * with the fewest logs. A replica whose log is damaged, or whose directory is or may be offline,
   * is not made anew.
   */
  @Override
  public @Nullable PartitionLog open(PartitionId id, Uuid directory, TopicSettings settings) {
    if (logs.isDamaged(name(id), id.topicId())) {
      log.error("partition not served partition={} reason=\"its log is damaged\"", id);
      return null;
    }
    LogDirectory chosen = choose(id, directory);
    if (chosen == null) {
      log.error("partition not served partition={} reason=\"its log directory is offline\"", id);
      return null;
    }
    ManagedLog opened = openIn(chosen, id, settings);
    if (opened == null) {
      return null;
    }
    opened.log().updateConfig(settings.log());
    if (!opened.directory().id().equals(directory)) {
      assignments.add(id, opened.directory().id());
    }
    return opened.log();
  }

  private @Nullable LogDirectory choose(PartitionId id, Uuid directory) {
    ManagedLog existing = logs.find(name(id));
    if (existing != null && existing.topicId().equals(id.topicId())) {
      return existing.directory();
    }
    LogDirectory named = logs.directory(directory);
    if (named != null) {
      return named.isOnline() ? named : null;
    }
    boolean isUnplaced =
        directory.equals(DirectoryId.UNASSIGNED) || directory.equals(DirectoryId.MIGRATING);
    boolean isAnyOffline = logs.directories().stream().anyMatch(one -> !one.isOnline());
    if (isAnyOffline && !isUnplaced) {
      return null;
    }
    LogDirectory preferred = logs.placement().preferred(name(id));
    return preferred != null && preferred.isOnline() ? preferred : logs.leastLoaded();
  }

  private @Nullable ManagedLog openIn(LogDirectory directory, PartitionId id, TopicSettings topic) {
    try {
      return logs.create(name(id), id.topicId(), topic.log(), directory);
    } catch (DiskFullException e) {
      throw e; // no failure of the directory: there will be room again
    } catch (StorageException e) {
      logs.fail(directory, String.valueOf(e.getMessage()));
    } catch (CorruptLogException e) {
      log.error("partition not served partition={} reason=\"{}\"", id, e.getMessage());
    } catch (RuntimeException e) {
      // the others must go on: who applies metadata waits until each of them was tried
      log.error("broken state partition={}", id, e);
    }
    return null;
  }

  @Override
  public void onFailure(PartitionLog failed, StorageException failure) {
    Path place = Disk.directoryOf(failed.directory());
    for (LogDirectory directory : logs.directories()) {
      if (directory.path().toAbsolutePath().equals(place)) {
        logs.fail(directory, String.valueOf(failure.getMessage()));
      }
    }
  }

  @Override
  public void delete(PartitionId id, PartitionLog log) {
    logs.delete(name(id));
  }

  private static PartitionName name(PartitionId id) {
    return new PartitionName(id.topic(), id.partition());
  }
}
