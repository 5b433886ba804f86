package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DeleteGroupsRequest;
import io.ottla.wire.message.DeleteGroupsResponse;
import io.ottla.wire.message.DeleteGroupsResponse.DeletableGroupResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * DeleteGroups (42), v0–3. Deletes groups without members, with their offsets.
 *
 * <p>Checks, in order, per group: DELETE on the group ({@code GROUP_AUTHORIZATION_FAILED}), then
 * the coordinator's: group id, coordinator is here and loaded, the group exists ({@code
 * GROUP_ID_NOT_FOUND}) and is empty ({@code NON_EMPTY_GROUP}). A group named twice is deleted once.
 */
public final class DeleteGroupsHandler implements RequestHandler<DeleteGroupsRequest> {
  private final Authorizer authorizer;
  private final GroupCall<DeleteGroupsRequest, DeleteGroupsResponse> coordinator;

  public DeleteGroupsHandler(
      Authorizer authorizer, GroupCall<DeleteGroupsRequest, DeleteGroupsResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DELETE_GROUPS;
  }

  @Override
  public void handle(RequestContext context, DeleteGroupsRequest request, Responder responder) {
    Set<String> allowed = new LinkedHashSet<>();
    List<DeletableGroupResult> refused = new ArrayList<>();
    for (String group : new LinkedHashSet<>(request.groupsNames())) {
      if (authorizer.allows(context, Operation.DELETE, ResourceType.GROUP, group)) {
        allowed.add(group);
      } else {
        refused.add(
            new DeletableGroupResult(group, ErrorCode.GROUP_AUTHORIZATION_FAILED.code(), null));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new DeleteGroupsResponse(0, refused));
      return;
    }
    coordinator.call(
        GroupCall.caller(context),
        new DeleteGroupsRequest(List.copyOf(allowed)),
        response -> {
          List<DeletableGroupResult> results = new ArrayList<>(response.results());
          results.addAll(refused);
          responder.respond(new DeleteGroupsResponse(response.throttleTimeMs(), results));
        });
  }
}
