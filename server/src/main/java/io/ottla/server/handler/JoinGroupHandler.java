package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * JoinGroup (11), v0–9. Makes the caller a member of a classic group; answered when the group has
 * rebalanced.
 *
 * <p>Checks, in order: READ on the group ({@code GROUP_AUTHORIZATION_FAILED}), then the
 * coordinator's: group id, session timeout, coordinator is here and loaded, member and protocols.
 *
 * <p>v1 added the rebalance timeout, v4 has new members come back with the id they were given
 * ({@code MEMBER_ID_REQUIRED}), v5 added static members, v7 the protocol type, v8 the reason, v9
 * tells leaders to skip the assignment.
 */
public final class JoinGroupHandler implements RequestHandler<JoinGroupRequest> {
  private final Authorizer authorizer;
  private final GroupCall<JoinGroupRequest, JoinGroupResponse> coordinator;

  public JoinGroupHandler(
      Authorizer authorizer, GroupCall<JoinGroupRequest, JoinGroupResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.JOIN_GROUP;
  }

  @Override
  public void handle(RequestContext context, JoinGroupRequest request, Responder responder) {
    if (authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())) {
      coordinator.call(GroupCall.caller(context), request, responder::respond);
    } else {
      responder.respond(
          JoinGroupResponse.builder()
              .errorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
              .build());
    }
  }
}
