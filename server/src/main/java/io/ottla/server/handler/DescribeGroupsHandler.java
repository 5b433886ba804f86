package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeGroupsRequest;
import io.ottla.wire.message.DescribeGroupsResponse;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * DescribeGroups (15), v0–6. Tells state, protocol and members of classic groups.
 *
 * <p>Checks, in order, per group: DESCRIBE on the group ({@code GROUP_AUTHORIZATION_FAILED}), then
 * the coordinator's: group id, coordinator is here and loaded. A group that does not exist is dead;
 * v6 answers {@code GROUP_ID_NOT_FOUND}.
 *
 * <p>v3 added authorised operations, v4 static members, v6 error messages.
 */
public final class DescribeGroupsHandler implements RequestHandler<DescribeGroupsRequest> {
  private final Authorizer authorizer;
  private final GroupCall<DescribeGroupsRequest, DescribeGroupsResponse> coordinator;

  public DescribeGroupsHandler(
      Authorizer authorizer, GroupCall<DescribeGroupsRequest, DescribeGroupsResponse> coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_GROUPS;
  }

  @Override
  public void handle(RequestContext context, DescribeGroupsRequest request, Responder responder) {
    List<String> allowed = new ArrayList<>();
    List<DescribedGroup> refused = new ArrayList<>();
    for (String group : request.groups()) {
      if (authorizer.allows(context, Operation.DESCRIBE, ResourceType.GROUP, group)) {
        allowed.add(group);
      } else {
        refused.add(
            DescribedGroup.builder()
                .groupId(group)
                .errorCode(ErrorCode.GROUP_AUTHORIZATION_FAILED.code())
                .build());
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new DescribeGroupsResponse(0, refused));
      return;
    }
    coordinator.call(
        GroupCall.caller(context),
        request.toBuilder().groups(allowed).build(),
        response -> {
          List<DescribedGroup> groups = new ArrayList<>(refused);
          for (DescribedGroup group : response.groups()) {
            groups.add(
                request.includeAuthorizedOperations() ? withOperations(context, group) : group);
          }
          responder.respond(new DescribeGroupsResponse(response.throttleTimeMs(), groups));
        });
  }

  private DescribedGroup withOperations(RequestContext context, DescribedGroup group) {
    return group.errorCode() != ErrorCode.NONE.code()
        ? group
        : group.toBuilder()
            .authorizedOperations(
                AuthorizedOperations.onGroup(authorizer, context, group.groupId()))
            .build();
  }
}
