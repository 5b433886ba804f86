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
import java.util.ArrayList;
import java.util.List;

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
    List<CreatePartitionsTopic> allowed = new ArrayList<>();
    List<CreatePartitionsTopicResult> refused = new ArrayList<>();
    for (CreatePartitionsTopic topic : request.topics()) {
      if (authorizer.allows(context, Operation.ALTER, ResourceType.TOPIC, topic.name())) {
        allowed.add(topic);
      } else {
        ErrorCode error = ErrorCode.TOPIC_AUTHORIZATION_FAILED;
        refused.add(new CreatePartitionsTopicResult(topic.name(), error.code(), error.message()));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new CreatePartitionsResponse(0, refused));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().topics(allowed).build(),
        CreatePartitionsResponse.class,
        answer -> {
          List<CreatePartitionsTopicResult> results = new ArrayList<>(answer.results());
          results.addAll(refused);
          responder.respond(new CreatePartitionsResponse(answer.throttleTimeMs(), results));
        });
  }
}
