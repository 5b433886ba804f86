package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.Decision;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.DeleteGroupsResponse.DeletableGroupResult;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OffsetDelete (47), DeleteGroups (42) and the end of a topic's offsets, on any kind of group. */
public final class DeleteVerb {
  private final Groups groups;
  private final OffsetStore offsets;

  /** Of a shard's groups. */
  public DeleteVerb(Groups groups, OffsetStore offsets) {
    this.groups = groups;
    this.offsets = offsets;
  }

  /**
   * Deletes offsets of partitions that exist. Errors of the group: {@code GROUP_ID_NOT_FOUND},
   * {@code NON_EMPTY_GROUP}. Error of a partition: {@code GROUP_SUBSCRIBED_TO_TOPIC}.
   */
  public Decision<OffsetDeleteResponse> deleteOffsets(OffsetDeleteRequest request) {
    Group group = groups.find(request.groupId());
    ErrorCode error = group == null ? ErrorCode.GROUP_ID_NOT_FOUND : group.mayDeleteOffsets();
    if (group == null || error != ErrorCode.NONE) {
      return Decision.readOnly(new OffsetDeleteResponse(error.code(), 0, List.of()));
    }
    List<CoordinatorRecord> records = new ArrayList<>();
    List<OffsetDeleteResponseTopic> topics = new ArrayList<>();
    for (OffsetDeleteRequestTopic topic : request.topics()) {
      topics.add(deleteTopic(group, topic, records));
    }
    return new Decision<>(records, new OffsetDeleteResponse(ErrorCode.NONE.code(), 0, topics));
  }

  private OffsetDeleteResponseTopic deleteTopic(
      Group group, OffsetDeleteRequestTopic topic, List<CoordinatorRecord> records) {
    ErrorCode error =
        group.isSubscribedTo(topic.name()) ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE;
    List<OffsetDeleteResponsePartition> partitions = new ArrayList<>();
    for (OffsetDeleteRequestPartition partition : topic.partitions()) {
      TopicPartition key = new TopicPartition(topic.name(), partition.partitionIndex());
      if (error == ErrorCode.NONE && has(group.id(), key)) {
        records.add(OffsetRecords.tombstone(group.id(), key));
      }
      partitions.add(new OffsetDeleteResponsePartition(partition.partitionIndex(), error.code()));
    }
    return new OffsetDeleteResponseTopic(topic.name(), partitions);
  }

  private boolean has(String group, TopicPartition partition) {
    return offsets.find(group, partition) != null || offsets.isPending(group, partition);
  }

  /** Deletes a group with its offsets. Errors: {@code GROUP_ID_NOT_FOUND}, the group's own. */
  public Decision<DeletableGroupResult> deleteGroup(String groupId) {
    Group group = groups.find(groupId);
    ErrorCode error = group == null ? ErrorCode.GROUP_ID_NOT_FOUND : group.mayDelete();
    if (group == null || error != ErrorCode.NONE) {
      return Decision.readOnly(deleted(groupId, error));
    }
    List<CoordinatorRecord> records = new ArrayList<>();
    for (TopicPartition partition : offsets.partitions(groupId)) {
      records.add(OffsetRecords.tombstone(groupId, partition));
    }
    records.addAll(group.tombstones());
    return new Decision<>(records, deleted(groupId, ErrorCode.NONE));
  }

  /** The result about one group. */
  public static DeletableGroupResult deleted(String groupId, ErrorCode error) {
    return new DeletableGroupResult(groupId, error.code(), null);
  }

  /**
   * The records that remove all offsets of topics that were deleted, except those that are known to
   * belong to a newer topic of the same name.
   */
  public List<CoordinatorRecord> forgetTopics(Map<String, Uuid> deleted) {
    List<CoordinatorRecord> records = new ArrayList<>();
    for (String group : offsets.groups()) {
      for (TopicPartition partition : offsets.partitions(group)) {
        Uuid deletedId = deleted.get(partition.topic());
        CommittedOffset committed = offsets.find(group, partition);
        boolean goes =
            deletedId != null && (committed == null || !committed.isOfAnotherTopicThan(deletedId));
        if (goes) {
          records.add(OffsetRecords.tombstone(group, partition));
        }
      }
    }
    return records;
  }
}
