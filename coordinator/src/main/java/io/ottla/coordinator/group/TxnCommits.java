package io.ottla.coordinator.group;

import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.message.TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition;
import io.ottla.wire.message.TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic;
import java.util.List;

/** TxnOffsetCommit in the words of OffsetCommit: the same fields under another name. Pure. */
final class TxnCommits {
  private TxnCommits() {}

  static OffsetCommitRequest plain(TxnOffsetCommitRequest request) {
    List<OffsetCommitRequestTopic> topics =
        request.topics().stream().map(TxnCommits::plain).toList();
    return OffsetCommitRequest.builder()
        .groupId(request.groupId())
        .generationIdOrMemberEpoch(request.generationIdOrMemberEpoch())
        .memberId(request.memberId())
        .groupInstanceId(request.groupInstanceId())
        .topics(topics)
        .build();
  }

  private static OffsetCommitRequestTopic plain(
      TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic topic) {
    return new OffsetCommitRequestTopic(
        topic.name(),
        topic.topicId(),
        topic.partitions().stream()
            .map(
                partition ->
                    new OffsetCommitRequestPartition(
                        partition.partitionIndex(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        partition.committedMetadata()))
            .toList());
  }

  static TxnOffsetCommitResponse transactional(OffsetCommitResponse response) {
    return new TxnOffsetCommitResponse(
        0,
        response.topics().stream()
            .map(
                topic ->
                    new TxnOffsetCommitResponseTopic(
                        topic.name(),
                        topic.topicId(),
                        topic.partitions().stream()
                            .map(
                                partition ->
                                    new TxnOffsetCommitResponsePartition(
                                        partition.partitionIndex(), partition.errorCode()))
                            .toList()))
            .toList());
  }
}
