package io.ottla.replication.partition;

import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All replicas on this broker, found without a lock and without allocating. From any thread. */
public final class PartitionRegistry {
  private final Map<Uuid, @Nullable Partition[]> byTopic = new ConcurrentHashMap<>();
  private final Set<Unserved> unserved = ConcurrentHashMap.newKeySet();

  private record Unserved(Uuid topicId, int partition) {}

  /** The replica of a partition, or null when this broker holds none. */
  public @Nullable Partition find(Uuid topicId, int partition) {
    @Nullable Partition[] partitions = byTopic.get(topicId);
    return partitions != null && partition >= 0 && partition < partitions.length
        ? partitions[partition]
        : null;
  }

  /** Why this broker holds no replica of a partition that exists. */
  public ErrorCode whyMissing(Uuid topicId, int partition) {
    return unserved.contains(new Unserved(topicId, partition))
        ? ErrorCode.KAFKA_STORAGE_ERROR
        : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }

  /** A replica belongs here, but its log cannot be used. */
  public void addUnserved(PartitionId id) {
    unserved.add(new Unserved(id.topicId(), id.partition()));
  }

  /** All replicas of a topic. */
  public List<Partition> ofTopic(Uuid topicId) {
    @Nullable Partition[] partitions = byTopic.get(topicId);
    List<Partition> found = new ArrayList<>();
    if (partitions != null) {
      collect(partitions, found);
    }
    return found;
  }

  /** All replicas, topic by topic. */
  public List<Partition> all() {
    List<Partition> found = new ArrayList<>();
    byTopic.values().forEach(partitions -> collect(partitions, found));
    return found;
  }

  /** Has a replica found. */
  public void add(Partition partition) {
    unserved.remove(new Unserved(partition.id().topicId(), partition.id().partition()));
    byTopic.compute(
        partition.id().topicId(),
        (topic, before) -> {
          int length = Math.max(partition.id().partition() + 1, before == null ? 0 : before.length);
          @Nullable Partition[] after =
              before == null ? new Partition[length] : Arrays.copyOf(before, length);
          after[partition.id().partition()] = partition;
          return after;
        });
  }

  void removeTopic(Uuid topicId) {
    byTopic.remove(topicId);
    unserved.removeIf(one -> one.topicId().equals(topicId));
  }

  private static void collect(@Nullable Partition[] partitions, List<Partition> into) {
    for (Partition partition : partitions) {
      if (partition != null) {
        into.add(partition);
      }
    }
  }
}
