package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.ReplayedRecord;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of a shard's groups; changed by replay alone. Owned by the shard's loop.
 */
public final class OffsetStore {
  private final Groups groups;
  private final Map<String, Map<TopicPartition, CommittedOffset>> byGroup = new HashMap<>();
  private final PendingOffsets pending = new PendingOffsets();

  /** No offsets. */
  public OffsetStore(Groups groups) {
    this.groups = groups;
  }

  /** Applies a record; a group that does not exist is made. */
  public void replay(
      ReplayedRecord record, OffsetCommitKey key, @Nullable OffsetCommitValue value) {
    TopicPartition partition = new TopicPartition(key.topic(), key.partition());
    if (value == null) {
      remove(key.group(), partition);
      return;
    }
    groups.findOrMake(key.group());
    CommittedOffset offset = CommittedOffset.of(value, record.offset());
    if (record.isTransactional()) {
      pending.put(record.producerId(), key.group(), partition, offset);
    } else {
      put(key.group(), partition, offset);
    }
  }

  /** Applies the end of a transaction; an offset that was committed later stays. */
  public void replayMarker(long producerId, boolean commit) {
    Map<String, Map<TopicPartition, CommittedOffset>> taken = pending.take(producerId);
    if (!commit) {
      return;
    }
    taken.forEach(
        (group, offsets) -> {
          groups.findOrMake(group);
          offsets.forEach((partition, offset) -> putIfNewer(group, partition, offset));
        });
  }

  /** The offset of a group's partition, or null. */
  public @Nullable CommittedOffset find(String group, TopicPartition partition) {
    return offsets(group).get(partition);
  }

  /** The committed offsets of a group; not to be changed. */
  public Map<TopicPartition, CommittedOffset> offsets(String group) {
    return byGroup.getOrDefault(group, Map.of());
  }

  /** Whether a transaction has written an offset of the partition and not ended. */
  public boolean isPending(String group, TopicPartition partition) {
    return pending.contains(group, partition);
  }

  /** All partitions of a group that have an offset, committed or pending. */
  public Set<TopicPartition> partitions(String group) {
    Set<TopicPartition> partitions = new HashSet<>(offsets(group).keySet());
    partitions.addAll(pending.partitions(group));
    return partitions;
  }

  /** The groups that have offsets, committed or pending. */
  public Set<String> groups() {
    Set<String> ids = new HashSet<>(byGroup.keySet());
    ids.addAll(pending.groups());
    return ids;
  }

  private void put(String group, TopicPartition partition, CommittedOffset offset) {
    byGroup.computeIfAbsent(group, id -> new HashMap<>()).put(partition, offset);
  }

  private void putIfNewer(String group, TopicPartition partition, CommittedOffset offset) {
    CommittedOffset before = find(group, partition);
    if (before == null || before.recordOffset() < offset.recordOffset()) {
      put(group, partition, offset);
    }
  }

  private void remove(String group, TopicPartition partition) {
    pending.remove(group, partition);
    byGroup.computeIfPresent(
        group,
        (id, offsets) -> {
          offsets.remove(partition);
          return offsets.isEmpty() ? null : offsets;
        });
  }
}
