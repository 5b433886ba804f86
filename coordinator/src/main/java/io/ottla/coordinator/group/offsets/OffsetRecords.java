package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;

/** The records of committed offsets, in the versions that Apache Kafka 4.3 writes. */
final class OffsetRecords {
  private static final short WITH_EXPIRY = 1;
  private static final short CURRENT = 4;

  private OffsetRecords() {}

  static CoordinatorRecord commit(String group, TopicPartition partition, OffsetCommitValue value) {
    return CoordinatorRecord.set(OffsetCommitKey.KEY, key(group, partition), version(value), value);
  }

  static CoordinatorRecord tombstone(String group, TopicPartition partition) {
    return CoordinatorRecord.tombstone(OffsetCommitKey.KEY, key(group, partition));
  }

  private static OffsetCommitKey key(String group, TopicPartition partition) {
    return new OffsetCommitKey(group, partition.topic(), partition.partition());
  }

  private static short version(OffsetCommitValue value) {
    return value.expireTimestamp() == CommittedOffset.NO_TIMESTAMP ? CURRENT : WITH_EXPIRY;
  }
}
