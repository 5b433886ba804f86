package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.ottla.wire.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OffsetDelete (47), v0. Has a group forget how far it has come in some partitions.
 *
 * <p>Checks, in order: DELETE on the group ({@code GROUP_AUTHORIZATION_FAILED}), READ on the topic
 * ({@code TOPIC_AUTHORIZATION_FAILED}), the partition exists ({@code UNKNOWN_TOPIC_OR_PARTITION}),
 * then the coordinator's: group id, coordinator is here and loaded, the group exists, nobody is
 * subscribed to the topic ({@code GROUP_SUBSCRIBED_TO_TOPIC}).
 */
public final class OffsetDeleteHandler implements RequestHandler<OffsetDeleteRequest> {
  private final MetadataView metadata;
  private final Authorizer authorizer;
  private final GroupCall<OffsetDeleteRequest, OffsetDeleteResponse> coordinator;

  public OffsetDeleteHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCall<OffsetDeleteRequest, OffsetDeleteResponse> coordinator) {
    this.metadata = metadata;
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.OFFSET_DELETE;
  }

  @Override
  public void handle(RequestContext context, OffsetDeleteRequest request, Responder responder) {
    if (!authorizer.allows(context, Operation.DELETE, ResourceType.GROUP, request.groupId())) {
      ErrorCode error = ErrorCode.GROUP_AUTHORIZATION_FAILED;
      responder.respond(new OffsetDeleteResponse(error.code(), 0, List.of()));
      return;
    }
    Map<String, List<OffsetDeleteResponsePartition>> refused = new LinkedHashMap<>();
    List<OffsetDeleteRequestTopic> allowed = new ArrayList<>();
    for (OffsetDeleteRequestTopic topic : request.topics()) {
      List<OffsetDeleteRequestPartition> present = new ArrayList<>();
      for (OffsetDeleteRequestPartition partition : topic.partitions()) {
        ErrorCode error = check(context, topic.name(), partition.partitionIndex());
        if (error == ErrorCode.NONE) {
          present.add(partition);
        } else {
          refused
              .computeIfAbsent(topic.name(), name -> new ArrayList<>())
              .add(new OffsetDeleteResponsePartition(partition.partitionIndex(), error.code()));
        }
      }
      if (!present.isEmpty()) {
        allowed.add(new OffsetDeleteRequestTopic(topic.name(), present));
      }
    }
    // asked even when nothing is left: an error of the group comes before those of partitions
    coordinator.call(
        GroupCall.caller(context),
        new OffsetDeleteRequest(request.groupId(), allowed),
        response -> responder.respond(join(response, refused)));
  }

  private ErrorCode check(RequestContext context, String name, int partition) {
    if (!authorizer.allows(context, Operation.READ, ResourceType.TOPIC, name)) {
      return ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    }
    TopicImage topic = metadata.image().topic(name);
    return topic == null || topic.partition(partition) == null
        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        : ErrorCode.NONE;
  }

  /** An error of the whole stands alone; otherwise each topic has one row. */
  private static OffsetDeleteResponse join(
      OffsetDeleteResponse response, Map<String, List<OffsetDeleteResponsePartition>> refused) {
    if (response.errorCode() != ErrorCode.NONE.code()) {
      return response;
    }
    Map<String, List<OffsetDeleteResponsePartition>> topics = new LinkedHashMap<>();
    refused.forEach((name, partitions) -> topics.put(name, new ArrayList<>(partitions)));
    for (OffsetDeleteResponseTopic topic : response.topics()) {
      topics.computeIfAbsent(topic.name(), name -> new ArrayList<>()).addAll(topic.partitions());
    }
    return response.toBuilder()
        .topics(
            topics.entrySet().stream()
                .map(topic -> new OffsetDeleteResponseTopic(topic.getKey(), topic.getValue()))
                .toList())
        .build();
  }
}
