package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupMemberMetadataKey;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.ottla.wire.message.ConsumerGroupMetadataKey;
import io.ottla.wire.message.ConsumerGroupMetadataValue;
import io.ottla.wire.message.ConsumerGroupRegularExpressionKey;
import io.ottla.wire.message.ConsumerGroupRegularExpressionValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataValue;
import io.ottla.wire.protocol.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the records of consumer groups: the only writer of their state. What is set in the end is
 * the last record of each key, whatever the order of the keys: compaction leaves them in that of
 * their last writes.
 */
final class ConsumerReplay {
  private ConsumerReplay() {}

  static void replay(CoordinatorRecord record, Groups groups) {
    @Nullable ApiMessage value = record.message();
    if (record.key() instanceof ConsumerGroupMetadataKey key) {
      group(key, (ConsumerGroupMetadataValue) value, groups);
    } else if (record.key() instanceof ConsumerGroupMemberMetadataKey key) {
      member(key, (ConsumerGroupMemberMetadataValue) value, groups);
    } else if (record.key() instanceof ConsumerGroupTargetAssignmentMetadataKey key) {
      assignment(key, (ConsumerGroupTargetAssignmentMetadataValue) value, groups);
    } else if (record.key() instanceof ConsumerGroupTargetAssignmentMemberKey key) {
      target(key, (ConsumerGroupTargetAssignmentMemberValue) value, groups);
    } else if (record.key() instanceof ConsumerGroupCurrentMemberAssignmentKey key) {
      current(key, (ConsumerGroupCurrentMemberAssignmentValue) value, groups);
    } else if (record.key() instanceof ConsumerGroupRegularExpressionKey key) {
      regex(key, (ConsumerGroupRegularExpressionValue) value, groups);
    }
  }

  private static @Nullable ConsumerGroup find(String groupId, Groups groups) {
    return groups.find(groupId) instanceof ConsumerGroup group ? group : null;
  }

  /** The group; a record that sets something makes it, in place of a group of offsets alone. */
  private static ConsumerGroup findOrMake(String groupId, Groups groups) {
    ConsumerGroup group = find(groupId, groups);
    if (group == null) {
      group = new ConsumerGroup(groupId);
      groups.put(group);
    }
    return group;
  }

  private static void group(
      ConsumerGroupMetadataKey key, @Nullable ConsumerGroupMetadataValue value, Groups groups) {
    if (value != null) {
      findOrMake(key.groupId(), groups).replayGroup(value.epoch(), value.metadataHash());
    } else if (find(key.groupId(), groups) != null) {
      groups.remove(key.groupId());
    }
  }

  private static void member(
      ConsumerGroupMemberMetadataKey key,
      @Nullable ConsumerGroupMemberMetadataValue value,
      Groups groups) {
    if (value != null) {
      findOrMake(key.groupId(), groups).replayProfile(profile(key.memberId(), value));
      return;
    }
    ConsumerGroup group = find(key.groupId(), groups);
    if (group != null) {
      group.removeMember(key.memberId());
    }
  }

  private static Profile profile(String memberId, ConsumerGroupMemberMetadataValue value) {
    String regex = value.subscribedTopicRegex();
    return new Profile(
        memberId,
        value.instanceId(),
        value.rackId(),
        value.clientId(),
        value.clientHost(),
        value.rebalanceTimeoutMs(),
        value.subscribedTopicNames(),
        regex == null ? "" : regex,
        value.serverAssignor(),
        classic(value.classicMemberMetadata()));
  }

  private static @Nullable ClassicTerms classic(@Nullable ClassicMemberMetadata metadata) {
    return metadata == null
        ? null
        : new ClassicTerms(
            metadata.sessionTimeoutMs(),
            metadata.supportedProtocols().stream()
                .map(protocol -> new ClassicProtocol(protocol.name(), protocol.metadata()))
                .toList());
  }

  private static void assignment(
      ConsumerGroupTargetAssignmentMetadataKey key,
      @Nullable ConsumerGroupTargetAssignmentMetadataValue value,
      Groups groups) {
    ConsumerGroup group = find(key.groupId(), groups);
    if (value != null) {
      findOrMake(key.groupId(), groups)
          .replayAssignment(value.assignmentEpoch(), value.assignmentTimestamp());
    } else if (group != null) {
      group.replayAssignment(0, 0);
    }
  }

  private static void target(
      ConsumerGroupTargetAssignmentMemberKey key,
      @Nullable ConsumerGroupTargetAssignmentMemberValue value,
      Groups groups) {
    if (value == null) {
      ConsumerGroup group = find(key.groupId(), groups);
      if (group != null) {
        group.replayTarget(key.memberId(), null);
      }
      return;
    }
    Partitions.Builder target = new Partitions.Builder();
    value
        .topicPartitions()
        .forEach(
            topic -> topic.partitions().forEach(number -> target.add(topic.topicId(), number)));
    findOrMake(key.groupId(), groups).replayTarget(key.memberId(), target.build());
  }

  private static void current(
      ConsumerGroupCurrentMemberAssignmentKey key,
      @Nullable ConsumerGroupCurrentMemberAssignmentValue value,
      Groups groups) {
    if (value != null) {
      findOrMake(key.groupId(), groups).replayProgress(key.memberId(), progress(value));
      return;
    }
    ConsumerGroup group = find(key.groupId(), groups);
    if (group != null) {
      group.replayProgress(key.memberId(), Progress.NONE);
    }
  }

  private static Progress progress(ConsumerGroupCurrentMemberAssignmentValue value) {
    Map<Uuid, Map<Integer, Integer>> epochs = new HashMap<>();
    value.assignedPartitions().forEach(topic -> addEpochs(topic, epochs));
    value.partitionsPendingRevocation().forEach(topic -> addEpochs(topic, epochs));
    Partitions assigned = partitions(value.assignedPartitions());
    Partitions pending = partitions(value.partitionsPendingRevocation());
    return new Progress(
        value.memberEpoch(),
        value.previousMemberEpoch(),
        MemberState.of(value.state()),
        assigned,
        pending,
        new AssignmentEpochs(epochs).of(assigned.plus(pending), value.memberEpoch()));
  }

  // Without epochs, or with too few, the record is of an older writer.
  private static void addEpochs(
      ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions topic,
      Map<Uuid, Map<Integer, Integer>> epochs) {
    List<Integer> told = topic.assignmentEpochs();
    if (told != null && told.size() == topic.partitions().size()) {
      Map<Integer, Integer> ofTopic =
          epochs.computeIfAbsent(topic.topicId(), unused -> new HashMap<>());
      for (int i = 0; i < told.size(); i++) {
        ofTopic.put(topic.partitions().get(i), told.get(i));
      }
    }
  }

  private static Partitions partitions(
      List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics) {
    Partitions.Builder builder = new Partitions.Builder();
    topics.forEach(
        topic -> topic.partitions().forEach(number -> builder.add(topic.topicId(), number)));
    return builder.build();
  }

  private static void regex(
      ConsumerGroupRegularExpressionKey key,
      @Nullable ConsumerGroupRegularExpressionValue value,
      Groups groups) {
    ConsumerGroup group = find(key.groupId(), groups);
    if (value != null) {
      findOrMake(key.groupId(), groups)
          .replayRegex(key.regularExpression(), Set.copyOf(value.topics()));
    } else if (group != null) {
      group.replayRegex(key.regularExpression(), null);
    }
  }
}
