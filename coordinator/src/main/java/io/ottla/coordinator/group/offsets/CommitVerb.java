package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.model.CommitKind;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.Decision;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OffsetCommit (8) and TxnOffsetCommit (28) on any kind of group. A sender that is no member may
 * commit while the group has no members; doing so makes a group that has nothing but offsets.
 */
public final class CommitVerb {
  private final GroupConfig.Offsets config;
  private final Groups groups;

  /** Of a shard's groups. */
  public CommitVerb(GroupConfig.Offsets config, Groups groups) {
    this.config = config;
    this.groups = groups;
  }

  /**
   * Decides on offsets of topics that exist, each given by name and id. Errors of the group: {@code
   * GROUP_ID_NOT_FOUND} or, except for the current kind, {@code ILLEGAL_GENERATION} when a member
   * commits to no group, and what the group itself says. Error of a partition: {@code
   * OFFSET_METADATA_TOO_LARGE}.
   */
  public Decision<OffsetCommitResponse> decide(
      CommitKind kind, OffsetCommitRequest request, long nowMs) {
    MemberRef sender =
        new MemberRef(
            request.memberId(), request.groupInstanceId(), request.generationIdOrMemberEpoch());
    Group group = groups.find(request.groupId());
    ErrorCode error = check(kind, group, sender, () -> partitions(request));
    if (error != ErrorCode.NONE) {
      return Decision.readOnly(failed(request, error));
    }
    if (group != null && kind != CommitKind.TRANSACTIONAL) {
      group.onCommit(sender);
    }
    return decideTopics(request, nowMs);
  }

  private static Partitions partitions(OffsetCommitRequest request) {
    Partitions.Builder partitions = new Partitions.Builder();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      topic.partitions().forEach(each -> partitions.add(topic.topicId(), each.partitionIndex()));
    }
    return partitions.build();
  }

  private static ErrorCode check(
      CommitKind kind, @Nullable Group group, MemberRef sender, Supplier<Partitions> partitions) {
    if (group == null) {
      if (sender.generationOrEpoch() < 0) {
        return ErrorCode.NONE;
      }
      return kind == CommitKind.CURRENT
          ? ErrorCode.GROUP_ID_NOT_FOUND
          : ErrorCode.ILLEGAL_GENERATION;
    }
    ErrorCode error = group.mayCommit(sender, kind, partitions);
    boolean unknownToClient =
        kind == CommitKind.TRANSACTIONAL && error == ErrorCode.STALE_MEMBER_EPOCH;
    return unknownToClient ? ErrorCode.ILLEGAL_GENERATION : error;
  }

  private Decision<OffsetCommitResponse> decideTopics(OffsetCommitRequest request, long nowMs) {
    List<CoordinatorRecord> records = new ArrayList<>();
    List<OffsetCommitResponseTopic> topics = new ArrayList<>();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      List<OffsetCommitResponsePartition> partitions = new ArrayList<>();
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        ErrorCode error = checkMetadata(partition.committedMetadata());
        if (error == ErrorCode.NONE) {
          records.add(record(request, topic, partition, nowMs));
        }
        partitions.add(new OffsetCommitResponsePartition(partition.partitionIndex(), error.code()));
      }
      topics.add(new OffsetCommitResponseTopic(topic.name(), topic.topicId(), partitions));
    }
    return new Decision<>(records, new OffsetCommitResponse(0, topics));
  }

  private ErrorCode checkMetadata(@Nullable String metadata) {
    return metadata != null && metadata.length() > config.metadataMaxBytes()
        ? ErrorCode.OFFSET_METADATA_TOO_LARGE
        : ErrorCode.NONE;
  }

  private static CoordinatorRecord record(
      OffsetCommitRequest request,
      OffsetCommitRequestTopic topic,
      OffsetCommitRequestPartition partition,
      long nowMs) {
    String metadata = partition.committedMetadata();
    OffsetCommitValue value =
        OffsetCommitValue.builder()
            .offset(partition.committedOffset())
            .leaderEpoch(partition.committedLeaderEpoch())
            .metadata(metadata == null ? "" : metadata)
            .commitTimestamp(nowMs)
            .expireTimestamp(expireTimestamp(request.retentionTimeMs(), nowMs))
            .topicId(topic.topicId())
            .build();
    return OffsetRecords.commit(
        request.groupId(), new TopicPartition(topic.name(), partition.partitionIndex()), value);
  }

  private static long expireTimestamp(long retentionTimeMs, long nowMs) {
    return retentionTimeMs < 0 ? CommittedOffset.NO_TIMESTAMP : nowMs + retentionTimeMs;
  }

  /** The response of a request none of whose offsets is taken. */
  public static OffsetCommitResponse failed(OffsetCommitRequest request, ErrorCode error) {
    List<OffsetCommitResponseTopic> topics = new ArrayList<>();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      List<OffsetCommitResponsePartition> partitions = new ArrayList<>();
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        partitions.add(new OffsetCommitResponsePartition(partition.partitionIndex(), error.code()));
      }
      topics.add(new OffsetCommitResponseTopic(topic.name(), topic.topicId(), partitions));
    }
    return new OffsetCommitResponse(0, topics);
  }
}
