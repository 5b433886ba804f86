package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.ListGroupsResponse.ListedGroup;
import io.ottla.wire.protocol.ApiKey;
import java.util.List;

/**
 * ListGroups (16), v0–5. Tells the groups that this broker coordinates.
 *
 * <p>No checks: who may not DESCRIBE the cluster is told only the groups it may DESCRIBE. {@code
 * COORDINATOR_LOAD_IN_PROGRESS} while any of them is loaded.
 *
 * <p>v4 added states and a filter for them, v5 the same for types.
 */
public final class ListGroupsHandler implements RequestHandler<ListGroupsRequest> {
  private final Authorizer authorizer;
  private final GroupCall<ListGroupsRequest, ListGroupsResponse> coordinator;

  public ListGroupsHandler(
      Authorizer authorizer, GroupCall<ListGroupsRequest, ListGroupsResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LIST_GROUPS;
  }

  @Override
  public void handle(RequestContext context, ListGroupsRequest request, Responder responder) {
    boolean all = authorizer.allowsOnCluster(context, Operation.DESCRIBE);
    coordinator.call(
        GroupCall.caller(context),
        request,
        response -> responder.respond(all ? response : visible(context, response)));
  }

  private ListGroupsResponse visible(RequestContext context, ListGroupsResponse response) {
    List<ListedGroup> groups =
        response.groups().stream()
            .filter(
                group ->
                    authorizer.allows(
                        context, Operation.DESCRIBE, ResourceType.GROUP, group.groupId()))
            .toList();
    return response.toBuilder().groups(groups).build();
  }
}
