package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * OffsetCommit (8), v2–10. Stores how far a group has come.
 *
 * <p>Checks, in order: READ on the group ({@code GROUP_AUTHORIZATION_FAILED} for every partition),
 * the topic's id is known (v10, {@code UNKNOWN_TOPIC_ID}), READ on the topic ({@code
 * TOPIC_AUTHORIZATION_FAILED}), then the coordinator's: the partition exists, coordinator is here
 * and loaded, member and generation, size of the metadata.
 *
 * <p>v2–4 carry a retention time, which is not used; v6 added the leader epoch, v7 static members,
 * v9 members of consumer groups, v10 names topics by id.
 */
public final class OffsetCommitHandler implements RequestHandler<OffsetCommitRequest> {
  private static final short IDS_SINCE = 10;

  private final CommitAccess access;
  private final Authorizer authorizer;
  private final GroupCall<OffsetCommitRequest, OffsetCommitResponse> coordinator;

  public OffsetCommitHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCall<OffsetCommitRequest, OffsetCommitResponse> coordinator) {
    this.access = new CommitAccess(metadata, authorizer, IDS_SINCE);
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.OFFSET_COMMIT;
  }

  @Override
  public void handle(RequestContext context, OffsetCommitRequest request, Responder responder) {
    boolean member =
        authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId());
    List<OffsetCommitRequestTopic> allowed = new ArrayList<>();
    List<OffsetCommitResponseTopic> refused = new ArrayList<>();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      ErrorCode error =
          member
              ? access.check(context, topic.name(), topic.topicId())
              : ErrorCode.GROUP_AUTHORIZATION_FAILED;
      if (error == ErrorCode.NONE) {
        allowed.add(topic);
      } else {
        refused.add(refused(topic, error));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new OffsetCommitResponse(0, refused));
      return;
    }
    coordinator.call(
        GroupCall.caller(context),
        request.toBuilder().topics(allowed).build(),
        response -> {
          List<OffsetCommitResponseTopic> topics = new ArrayList<>(response.topics());
          topics.addAll(refused);
          responder.respond(new OffsetCommitResponse(response.throttleTimeMs(), topics));
        });
  }

  private static OffsetCommitResponseTopic refused(
      OffsetCommitRequestTopic topic, ErrorCode error) {
    return new OffsetCommitResponseTopic(
        topic.name(),
        topic.topicId(),
        topic.partitions().stream()
            .map(
                partition ->
                    new OffsetCommitResponsePartition(partition.partitionIndex(), error.code()))
            .toList());
  }
}
