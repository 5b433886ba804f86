package io.ottla.server.coordinator;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.PartitionLifecycle;
import io.ottla.replication.partition.PartitionListener;
import io.ottla.runtime.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Elects and resigns the shards of coordinators as this broker leads their partitions. */
public final class CoordinatorLifecycle implements PartitionLifecycle {
  private final GroupCoordinator groups;
  private final EventLoop background;
  private final Map<PartitionId, PartitionListener> listeners = new ConcurrentHashMap<>();

  /**
   * Follows leadership for the given coordinator.
   *
   * @param background where the logs of shards are read while they load
   */
  public CoordinatorLifecycle(GroupCoordinator groups, EventLoop background) {
    this.groups = groups;
    this.background = background;
  }

  @Override
  public void onLeader(Partition partition, int leaderEpoch) {
    if (!partition.id().topic().equals(GroupRecords.TOPIC)) {
      return;
    }
    int number = partition.id().partition();
    groups.onElected(number, leaderEpoch, new PartitionShardLog(partition, background));
    listeners.computeIfAbsent(
        partition.id(),
        id -> {
          PartitionListener listener =
              moved -> groups.onHighWatermark(number, moved.log().highWatermark());
          partition.listen(listener);
          return listener;
        });
  }

  @Override
  public void onResigned(Partition partition) {
    PartitionListener listener = listeners.remove(partition.id());
    if (listener != null) {
      partition.unlisten(listener);
      groups.onResigned(partition.id().partition(), partition.leadership().leaderEpoch());
    }
  }
}
