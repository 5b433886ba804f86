package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * CreateTopics (19), v2–7. Has the controller create topics, each by itself.
 *
 * <p>Checks, in order: CREATE on the cluster or the topic ({@code TOPIC_AUTHORIZATION_FAILED}),
 * then the controller's for each topic: named once, name, free, configuration, counts or
 * assignment.
 *
 * <p>v4 takes −1 for the broker's defaults, v5 answers the topic's configuration to who may
 * describe it, v7 the topic id.
 */
public final class CreateTopicsHandler implements RequestHandler<CreateTopicsRequest> {
  private static final int NOT_TOLD = -1;

  private final Authorizer authorizer;
  private final Forwarder controller;

  public CreateTopicsHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.CREATE_TOPICS;
  }

  @Override
  public void handle(RequestContext context, CreateTopicsRequest request, Responder responder) {
    boolean any = authorizer.allowsOnCluster(context, Operation.CREATE);
    Sifted<CreatableTopic, CreatableTopicResult> sifted =
        Sifted.of(
            request.topics(),
            topic ->
                any
                        || authorizer.allows(
                            context, Operation.CREATE, ResourceType.TOPIC, topic.name())
                    ? Optional.empty()
                    : Optional.of(refused(topic)));
    if (sifted.allowed().isEmpty()) {
      responder.respond(new CreateTopicsResponse(0, sifted.refused()));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().topics(sifted.allowed()).build(),
        CreateTopicsResponse.class,
        answer ->
            responder.respond(
                new CreateTopicsResponse(
                    answer.throttleTimeMs(),
                    sifted.rows(
                        answer.topics().stream().map(t -> described(context, t)).toList()))));
  }

  /** Who may not describe configurations is told no more than that the topic was created. */
  private CreatableTopicResult described(RequestContext context, CreatableTopicResult topic) {
    if (topic.errorCode() != ErrorCode.NONE.code()
        || authorizer.allows(
            context, Operation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic.name())) {
      return topic;
    }
    return topic.toBuilder()
        .topicConfigErrorCode(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code())
        .numPartitions(NOT_TOLD)
        .replicationFactor((short) NOT_TOLD)
        .configs(List.of())
        .build();
  }

  private static CreatableTopicResult refused(CreatableTopic topic) {
    return CreatableTopicResult.builder()
        .name(topic.name())
        .errorCode(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code())
        .errorMessage(ErrorCode.TOPIC_AUTHORIZATION_FAILED.message())
        .build();
  }
}
