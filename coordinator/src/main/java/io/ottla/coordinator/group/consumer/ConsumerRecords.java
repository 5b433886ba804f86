package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupMemberMetadataKey;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import io.ottla.wire.message.ConsumerGroupMetadataKey;
import io.ottla.wire.message.ConsumerGroupMetadataValue;
import io.ottla.wire.message.ConsumerGroupPartitionMetadataKey;
import io.ottla.wire.message.ConsumerGroupRegularExpressionKey;
import io.ottla.wire.message.ConsumerGroupRegularExpressionValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of consumer groups. Pure. */
final class ConsumerRecords {
  private static final short VERSION = 0;

  private ConsumerRecords() {}

  static CoordinatorRecord group(String groupId, int epoch, long metadataHash) {
    return CoordinatorRecord.set(
        ConsumerGroupMetadataKey.KEY,
        new ConsumerGroupMetadataKey(groupId),
        VERSION,
        new ConsumerGroupMetadataValue(epoch, metadataHash));
  }

  static CoordinatorRecord member(String groupId, Profile profile) {
    return CoordinatorRecord.set(
        ConsumerGroupMemberMetadataKey.KEY,
        new ConsumerGroupMemberMetadataKey(groupId, profile.memberId()),
        VERSION,
        ConsumerGroupMemberMetadataValue.builder()
            .instanceId(profile.instanceId())
            .rackId(profile.rackId())
            .clientId(profile.clientId())
            .clientHost(profile.clientHost())
            .subscribedTopicNames(profile.topics())
            .subscribedTopicRegex(profile.regex())
            .rebalanceTimeoutMs(profile.rebalanceTimeoutMs())
            .serverAssignor(profile.assignor())
            .classicMemberMetadata(classic(profile.classic()))
            .build());
  }

  private static @Nullable ClassicMemberMetadata classic(@Nullable ClassicTerms terms) {
    return terms == null
        ? null
        : new ClassicMemberMetadata(
            terms.sessionTimeoutMs(),
            terms.protocols().stream()
                .map(protocol -> new ClassicProtocol(protocol.name(), protocol.metadata()))
                .toList());
  }

  static CoordinatorRecord target(String groupId, String memberId, Partitions partitions) {
    List<ConsumerGroupTargetAssignmentMemberValue.TopicPartition> topics = new ArrayList<>();
    partitions
        .byTopic()
        .forEach(
            (topic, numbers) ->
                topics.add(
                    new ConsumerGroupTargetAssignmentMemberValue.TopicPartition(
                        topic, List.copyOf(numbers))));
    return CoordinatorRecord.set(
        ConsumerGroupTargetAssignmentMemberKey.KEY,
        new ConsumerGroupTargetAssignmentMemberKey(groupId, memberId),
        VERSION,
        new ConsumerGroupTargetAssignmentMemberValue(topics));
  }

  static CoordinatorRecord assignment(String groupId, int epoch, long nowMs) {
    return CoordinatorRecord.set(
        ConsumerGroupTargetAssignmentMetadataKey.KEY,
        new ConsumerGroupTargetAssignmentMetadataKey(groupId),
        VERSION,
        new ConsumerGroupTargetAssignmentMetadataValue(epoch, nowMs));
  }

  static CoordinatorRecord current(String groupId, String memberId, Progress progress) {
    return CoordinatorRecord.set(
        ConsumerGroupCurrentMemberAssignmentKey.KEY,
        new ConsumerGroupCurrentMemberAssignmentKey(groupId, memberId),
        VERSION,
        ConsumerGroupCurrentMemberAssignmentValue.builder()
            .memberEpoch(progress.epoch())
            .previousMemberEpoch(progress.previousEpoch())
            .state(progress.state().id())
            .assignedPartitions(topics(progress.assigned(), progress.epochs()))
            .partitionsPendingRevocation(topics(progress.pendingRevocation(), progress.epochs()))
            .build());
  }

  private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics(
      Partitions partitions, AssignmentEpochs epochs) {
    List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics = new ArrayList<>();
    partitions
        .byTopic()
        .forEach(
            (topic, numbers) ->
                topics.add(
                    new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions(
                        topic, List.copyOf(numbers), epochs.of(topic, numbers))));
    return topics;
  }

  static CoordinatorRecord regex(
      String groupId, String regex, List<String> topics, long version, long nowMs) {
    return CoordinatorRecord.set(
        ConsumerGroupRegularExpressionKey.KEY,
        new ConsumerGroupRegularExpressionKey(groupId, regex),
        VERSION,
        new ConsumerGroupRegularExpressionValue(topics, version, nowMs));
  }

  static CoordinatorRecord regexTombstone(String groupId, String regex) {
    return CoordinatorRecord.tombstone(
        ConsumerGroupRegularExpressionKey.KEY,
        new ConsumerGroupRegularExpressionKey(groupId, regex));
  }

  /** The records that remove a member: what it has, what it is to have, what it is. */
  static List<CoordinatorRecord> memberTombstones(String groupId, String memberId) {
    return List.of(
        CoordinatorRecord.tombstone(
            ConsumerGroupCurrentMemberAssignmentKey.KEY,
            new ConsumerGroupCurrentMemberAssignmentKey(groupId, memberId)),
        CoordinatorRecord.tombstone(
            ConsumerGroupTargetAssignmentMemberKey.KEY,
            new ConsumerGroupTargetAssignmentMemberKey(groupId, memberId)),
        CoordinatorRecord.tombstone(
            ConsumerGroupMemberMetadataKey.KEY,
            new ConsumerGroupMemberMetadataKey(groupId, memberId)));
  }

  /** The records that remove a group without members, one that only Kafka before 4.1 wrote too. */
  static List<CoordinatorRecord> groupTombstones(String groupId) {
    return List.of(
        CoordinatorRecord.tombstone(
            ConsumerGroupTargetAssignmentMetadataKey.KEY,
            new ConsumerGroupTargetAssignmentMetadataKey(groupId)),
        CoordinatorRecord.tombstone(
            ConsumerGroupPartitionMetadataKey.KEY, new ConsumerGroupPartitionMetadataKey(groupId)),
        CoordinatorRecord.tombstone(
            ConsumerGroupMetadataKey.KEY, new ConsumerGroupMetadataKey(groupId)));
  }
}
