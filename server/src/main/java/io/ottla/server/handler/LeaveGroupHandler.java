package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * LeaveGroup (13), v0–5. Takes members out of a classic group.
 *
 * <p>Checks, in order: READ on the group ({@code GROUP_AUTHORIZATION_FAILED}), then the
 * coordinator's: group id, coordinator is here and loaded, each member.
 *
 * <p>v3 takes several members and static ones, v5 the reason.
 */
public final class LeaveGroupHandler implements RequestHandler<LeaveGroupRequest> {
  private final Authorizer authorizer;
  private final GroupCall<LeaveGroupRequest, LeaveGroupResponse> coordinator;

  public LeaveGroupHandler(
      Authorizer authorizer, GroupCall<LeaveGroupRequest, LeaveGroupResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LEAVE_GROUP;
  }

  @Override
  public void handle(RequestContext context, LeaveGroupRequest request, Responder responder) {
    if (authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())) {
      coordinator.call(GroupCall.caller(context), request, responder::respond);
    } else {
      responder.respond(
          LeaveGroupResponse.builder()
              .errorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
              .build());
    }
  }
}
