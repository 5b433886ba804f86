package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * ConsumerGroupHeartbeat (68), v0–1. Makes the caller a member of a consumer group, keeps it one
 * and leads it to its assignment (KIP-848).
 *
 * <p>Checks, in order: {@code group.version} is finalized ({@code UNSUPPORTED_VERSION}), READ on
 * the group ({@code GROUP_AUTHORIZATION_FAILED}), DESCRIBE on the topics named ({@code
 * TOPIC_AUTHORIZATION_FAILED}), then the coordinator's.
 *
 * <p>v1 has clients make their member ids and subscribe by pattern.
 */
public final class ConsumerGroupHeartbeatHandler
    implements RequestHandler<ConsumerGroupHeartbeatRequest> {
  private final MetadataView metadata;
  private final Authorizer authorizer;
  private final GroupCall<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>
      coordinator;

  public ConsumerGroupHeartbeatHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCall<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> coordinator) {
    this.metadata = metadata;
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.CONSUMER_GROUP_HEARTBEAT;
  }

  @Override
  public void handle(
      RequestContext context, ConsumerGroupHeartbeatRequest request, Responder responder) {
    ErrorCode error = check(context, request);
    if (error == ErrorCode.NONE) {
      coordinator.call(GroupCall.caller(context), request, responder::respond);
    } else {
      responder.respond(
          ConsumerGroupHeartbeatResponse.builder()
              .errorCode(error.code())
              .errorMessage(error.message())
              .build());
    }
  }

  private ErrorCode check(RequestContext context, ConsumerGroupHeartbeatRequest request) {
    if (!GroupFeature.isFinalized(metadata)) {
      return ErrorCode.UNSUPPORTED_VERSION;
    }
    if (!authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())) {
      return ErrorCode.GROUP_AUTHORIZATION_FAILED;
    }
    List<String> names = request.subscribedTopicNames();
    boolean visible =
        names == null
            || names.stream()
                .allMatch(
                    name ->
                        authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, name));
    return visible ? ErrorCode.NONE : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  }
}
