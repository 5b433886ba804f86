package io.ottla.server.coordinator;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.ShardLog;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.PartitionLifecycle;
import io.ottla.replication.partition.PartitionListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Elects and resigns the shards of coordinators as this broker leads their partitions. */
public final class CoordinatorLifecycle implements PartitionLifecycle {
  private final Map<String, Coordinator> byTopic;
  private final Executor readers;
  private final Map<PartitionId, PartitionListener> listeners = new ConcurrentHashMap<>();

  /**
   * Follows leadership for the given coordinators.
   *
   * @param readers read the logs of shards while they load
   */
  public CoordinatorLifecycle(
      GroupCoordinator groups, TransactionCoordinator transactions, Executor readers) {
    this.byTopic =
        Map.of(
            GroupRecords.TOPIC,
            new Coordinator(groups::onElected, groups::onResigned, groups::onHighWatermark),
            TransactionCoordinator.TOPIC,
            new Coordinator(
                transactions::onElected, transactions::onResigned, transactions::onHighWatermark));
    this.readers = readers;
  }

  /** What a coordinator is told of the partitions of its topic. */
  private record Coordinator(Elected elected, Resigned resigned, Committed committed) {
    private interface Elected {
      void accept(int partition, int leaderEpoch, ShardLog log);
    }

    private interface Resigned {
      void accept(int partition, int leaderEpoch);
    }

    private interface Committed {
      void accept(int partition, long highWatermark);
    }
  }

  @Override
  public void onLeader(Partition partition, int leaderEpoch) {
    Coordinator coordinator = byTopic.get(partition.id().topic());
    if (coordinator == null) {
      return;
    }
    int number = partition.id().partition();
    coordinator.elected().accept(number, leaderEpoch, new PartitionShardLog(partition, readers));
    listeners.computeIfAbsent(
        partition.id(),
        id -> {
          PartitionListener listener =
              moved -> coordinator.committed().accept(number, moved.log().highWatermark());
          partition.listen(listener);
          return listener;
        });
  }

  @Override
  public void onResigned(Partition partition) {
    PartitionListener listener = listeners.remove(partition.id());
    Coordinator coordinator = byTopic.get(partition.id().topic());
    if (listener != null && coordinator != null) {
      partition.unlisten(listener);
      coordinator
          .resigned()
          .accept(partition.id().partition(), partition.leadership().leaderEpoch());
    }
  }
}
