package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * SyncGroup (14), v0–5. Takes the assignment from the leader of a classic group and gives every
 * member its part.
 *
 * <p>Checks, in order: READ on the group ({@code GROUP_AUTHORIZATION_FAILED}), then the
 * coordinator's: protocol is named (v5), group id, coordinator is here and loaded, member and
 * generation.
 *
 * <p>v3 added static members, v5 protocol type and name.
 */
public final class SyncGroupHandler implements RequestHandler<SyncGroupRequest> {
  private final Authorizer authorizer;
  private final GroupCall<SyncGroupRequest, SyncGroupResponse> coordinator;

  public SyncGroupHandler(
      Authorizer authorizer, GroupCall<SyncGroupRequest, SyncGroupResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.SYNC_GROUP;
  }

  @Override
  public void handle(RequestContext context, SyncGroupRequest request, Responder responder) {
    if (authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())) {
      coordinator.call(GroupCall.caller(context), request, responder::respond);
    } else {
      responder.respond(
          SyncGroupResponse.builder()
              .errorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
              .build());
    }
  }
}
