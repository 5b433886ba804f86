package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * Heartbeat (12), v0–4. Keeps a member of a classic group alive and tells it of a rebalance.
 *
 * <p>Checks, in order: READ on the group ({@code GROUP_AUTHORIZATION_FAILED}), then the
 * coordinator's: group id, coordinator is here, member, generation, rebalance.
 *
 * <p>v3 added static members.
 */
public final class HeartbeatHandler implements RequestHandler<HeartbeatRequest> {
  private final Authorizer authorizer;
  private final GroupCall<HeartbeatRequest, HeartbeatResponse> coordinator;

  public HeartbeatHandler(
      Authorizer authorizer, GroupCall<HeartbeatRequest, HeartbeatResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.HEARTBEAT;
  }

  @Override
  public void handle(RequestContext context, HeartbeatRequest request, Responder responder) {
    if (authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())) {
      coordinator.call(GroupCall.caller(context), request, responder::respond);
    } else {
      responder.respond(
          HeartbeatResponse.builder()
              .errorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
              .build());
    }
  }
}
