package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.ottla.wire.message.DeleteTopicsResponse;
import io.ottla.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * DeleteTopics (20), v1–6. Has the controller delete topics by name, or from v6 by id.
 *
 * <p>Checks, in order: named once ({@code INVALID_REQUEST}), DESCRIBE and DELETE on the topic
 * ({@code TOPIC_AUTHORIZATION_FAILED}; the name behind an id is told only to who may describe it),
 * then the controller's for each topic: deletion is enabled, a name or an id but not both, exists.
 */
public final class DeleteTopicsHandler implements RequestHandler<DeleteTopicsRequest> {
  private static final short STATES_SINCE = 6;

  private final MetadataView metadata;
  private final Authorizer authorizer;
  private final Forwarder controller;

  public DeleteTopicsHandler(MetadataView metadata, Authorizer authorizer, Forwarder controller) {
    this.metadata = metadata;
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DELETE_TOPICS;
  }

  @Override
  public void handle(RequestContext context, DeleteTopicsRequest request, Responder responder) {
    List<DeleteTopicState> states = states(context, request);
    Sifted<DeleteTopicState, DeletableTopicResult> sifted =
        Sifted.of(
            new LinkedHashSet<>(states),
            topic ->
                Collections.frequency(states, topic) > 1
                    ? Optional.of(twice(topic))
                    : refusal(context, topic));
    if (sifted.allowed().isEmpty()) {
      responder.respond(new DeleteTopicsResponse(0, sifted.refused()));
      return;
    }
    controller.forward(
        context,
        withTopics(context, request, sifted.allowed()),
        DeleteTopicsResponse.class,
        answer ->
            responder.respond(
                new DeleteTopicsResponse(
                    answer.throttleTimeMs(), sifted.rows(answer.responses()))));
  }

  private Optional<DeletableTopicResult> refusal(RequestContext context, DeleteTopicState topic) {
    TopicImage found = metadata.image().topic(topic.topicId());
    String name = topic.name() != null || found == null ? topic.name() : found.name();
    if (name == null) {
      return Optional.empty();
    }
    boolean described = authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, name);
    if (described && authorizer.allows(context, Operation.DELETE, ResourceType.TOPIC, name)) {
      return Optional.empty();
    }
    return Optional.of(
        new DeletableTopicResult(
            described ? name : topic.name(),
            topic.topicId(),
            ErrorCode.TOPIC_AUTHORIZATION_FAILED.code(),
            ErrorCode.TOPIC_AUTHORIZATION_FAILED.message()));
  }

  private static DeletableTopicResult twice(DeleteTopicState topic) {
    return new DeletableTopicResult(
        topic.name(),
        topic.topicId(),
        ErrorCode.INVALID_REQUEST.code(),
        "The request names the topic more than once.");
  }

  private static List<DeleteTopicState> states(
      RequestContext context, DeleteTopicsRequest request) {
    return context.version() >= STATES_SINCE
        ? request.topics()
        : request.topicNames().stream().map(name -> new DeleteTopicState(name, Uuid.ZERO)).toList();
  }

  private static DeleteTopicsRequest withTopics(
      RequestContext context, DeleteTopicsRequest request, List<DeleteTopicState> topics) {
    DeleteTopicsRequest.Builder builder = request.toBuilder();
    if (context.version() >= STATES_SINCE) {
      return builder.topics(topics).build();
    }
    List<String> names = new ArrayList<>();
    for (DeleteTopicState topic : topics) {
      if (topic.name() != null) {
        names.add(topic.name());
      }
    }
    return builder.topicNames(names).build();
  }
}
