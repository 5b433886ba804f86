package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Removes offsets whose retention is over (KIP-211), and groups that have nothing left. */
public final class ExpiryVerb {
  private final GroupConfig.Offsets config;
  private final Groups groups;
  private final OffsetStore offsets;

  /** Of a shard's groups. */
  public ExpiryVerb(GroupConfig.Offsets config, Groups groups, OffsetStore offsets) {
    this.config = config;
    this.groups = groups;
    this.offsets = offsets;
  }

  /** The tombstones that are due. */
  public List<CoordinatorRecord> expired(long nowMs) {
    List<CoordinatorRecord> records = new ArrayList<>();
    for (Group group : groups.all()) {
      int kept = offsets.partitions(group.id()).size();
      for (TopicPartition partition : offsets.offsets(group.id()).keySet()) {
        if (isExpired(group, partition, nowMs)) {
          records.add(OffsetRecords.tombstone(group.id(), partition));
          kept--;
        }
      }
      if (kept == 0 && group.isDisposable()) {
        records.addAll(group.tombstones());
      }
    }
    return records;
  }

  private boolean isExpired(Group group, TopicPartition partition, long nowMs) {
    CommittedOffset committed = offsets.find(group.id(), partition);
    if (committed == null
        || offsets.isPending(group.id(), partition)
        || group.isSubscribedTo(partition.topic())) {
      return false;
    }
    OptionalLong start = group.retentionStartMs(committed.commitTimestampMs());
    if (start.isEmpty()) {
      return false;
    }
    long expiresMs =
        committed.expireTimestampMs() != CommittedOffset.NO_TIMESTAMP
            ? committed.expireTimestampMs()
            : start.getAsLong() + config.retentionMs();
    return nowMs >= expiresMs;
  }
}
