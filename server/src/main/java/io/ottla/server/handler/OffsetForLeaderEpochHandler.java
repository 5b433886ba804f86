package io.ottla.server.handler;

import io.ottla.replication.partition.Partition;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.storage.epoch.LeaderEpochs.EpochEnd;
import io.ottla.wire.message.OffsetForLeaderEpochRequest;
import io.ottla.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.ottla.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.ottla.wire.message.OffsetForLeaderEpochResponse;
import io.ottla.wire.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.ottla.wire.message.OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * OffsetForLeaderEpoch (23), v2–4. Tells where a leader epoch ends in the leader's log, so that
 * followers and consumers notice a truncation (KIP-320).
 *
 * <p>Checks, in order, per partition: CLUSTER_ACTION on the cluster or DESCRIBE on the topic
 * ({@code TOPIC_AUTHORIZATION_FAILED}), the partition exists ({@code UNKNOWN_TOPIC_OR_PARTITION}),
 * the epoch that the client takes for the current one ({@code FENCED_LEADER_EPOCH}, {@code
 * UNKNOWN_LEADER_EPOCH}), leadership ({@code NOT_LEADER_OR_FOLLOWER}). An epoch that is not known
 * has epoch and offset −1.
 *
 * <p>v3 tells followers from consumers.
 */
public final class OffsetForLeaderEpochHandler
    implements RequestHandler<OffsetForLeaderEpochRequest> {
  private final Replicas replicas;
  private final Authorizer authorizer;

  public OffsetForLeaderEpochHandler(Replicas replicas, Authorizer authorizer) {
    this.replicas = replicas;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.OFFSET_FOR_LEADER_EPOCH;
  }

  @Override
  public void handle(
      RequestContext context, OffsetForLeaderEpochRequest request, Responder responder) {
    boolean follower = authorizer.allowsOnCluster(context, Operation.CLUSTER_ACTION);
    responder.respond(
        new OffsetForLeaderEpochResponse(
            0, request.topics().stream().map(topic -> answer(context, topic, follower)).toList()));
  }

  private OffsetForLeaderTopicResult answer(
      RequestContext context, OffsetForLeaderTopic topic, boolean follower) {
    String name = topic.topic();
    boolean allowed =
        follower || authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, name);
    return new OffsetForLeaderTopicResult(
        name,
        topic.partitions().stream()
            .map(
                wanted ->
                    allowed
                        ? answer(name, wanted)
                        : failed(wanted, ErrorCode.TOPIC_AUTHORIZATION_FAILED))
            .toList());
  }

  private EpochEndOffset answer(String topic, OffsetForLeaderPartition wanted) {
    Replicas.Found found = replicas.leader(topic, wanted.partition(), wanted.currentLeaderEpoch());
    Partition partition = found.partition();
    if (partition == null) {
      return failed(wanted, found.error());
    }
    EpochEnd end = partition.log().endOffsetForEpoch(wanted.leaderEpoch());
    return new EpochEndOffset(
        ErrorCode.NONE.code(), wanted.partition(), end.epoch(), end.endOffset());
  }

  private static EpochEndOffset failed(OffsetForLeaderPartition wanted, ErrorCode error) {
    return EpochEndOffset.builder().errorCode(error.code()).partition(wanted.partition()).build();
  }
}
