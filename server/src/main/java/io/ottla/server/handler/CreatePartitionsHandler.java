package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ottla.wire.message.CreatePartitionsResponse;
import io.ottla.wire.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Optional;

/**
 * CreatePartitions (37), v0–3. Has the controller add partitions to topics; answers a row for each.
 *
 * <p>Checks, in order: ALTER on the topic ({@code TOPIC_AUTHORIZATION_FAILED}), then the
 * controller's for each topic: named once, exists, grows, assignment.
 */
public final class CreatePartitionsHandler implements RequestHandler<CreatePartitionsRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public CreatePartitionsHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.CREATE_PARTITIONS;
  }

  @Override
  public void handle(RequestContext context, CreatePartitionsRequest request, Responder responder) {
    Sifted<CreatePartitionsTopic, CreatePartitionsTopicResult> sifted =
        Sifted.of(request.topics(), topic -> refusal(context, topic));
    if (sifted.allowed().isEmpty()) {
      responder.respond(new CreatePartitionsResponse(0, sifted.refused()));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().topics(sifted.allowed()).build(),
        CreatePartitionsResponse.class,
        answer ->
            responder.respond(
                new CreatePartitionsResponse(
                    answer.throttleTimeMs(), sifted.rows(answer.results()))));
  }

  private Optional<CreatePartitionsTopicResult> refusal(
      RequestContext context, CreatePartitionsTopic topic) {
    ErrorCode error = ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    return authorizer.allows(context, Operation.ALTER, ResourceType.TOPIC, topic.name())
        ? Optional.empty()
        : Optional.of(new CreatePartitionsTopicResult(topic.name(), error.code(), error.message()));
  }
}
