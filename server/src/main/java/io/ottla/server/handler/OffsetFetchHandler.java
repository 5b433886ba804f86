package io.ottla.server.handler;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * OffsetFetch (9), v1–10. Tells how far groups have come, in the partitions asked for or in all.
 *
 * <p>Checks, in order, per group: DESCRIBE on the group ({@code GROUP_AUTHORIZATION_FAILED}),
 * DESCRIBE on the topic ({@code TOPIC_AUTHORIZATION_FAILED}; left out when all are asked for), then
 * the coordinator's: coordinator is here and loaded, member (v9), the topic's id is known (v10,
 * {@code UNKNOWN_TOPIC_ID}), open transactions ({@code UNSTABLE_OFFSET_COMMIT}, v7). What was never
 * committed is offset −1 without an error.
 *
 * <p>v2 has an error of the group and null for all topics, v5 leader epochs, v7 stable offsets on
 * demand, v8 several groups, v9 members of consumer groups, v10 names topics by id.
 */
public final class OffsetFetchHandler implements RequestHandler<OffsetFetchRequest> {
  private final MetadataView metadata;
  private final Authorizer authorizer;
  private final GroupCall<OffsetFetchRequest, OffsetFetchResponse> coordinator;

  public OffsetFetchHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCall<OffsetFetchRequest, OffsetFetchResponse> coordinator) {
    this.metadata = metadata;
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.OFFSET_FETCH;
  }

  @Override
  public void handle(RequestContext context, OffsetFetchRequest request, Responder responder) {
    OffsetFetchShape shape = new OffsetFetchShape(context.version());
    List<OffsetFetchFilter> filters = new ArrayList<>();
    List<OffsetFetchRequestGroup> allowed = new ArrayList<>();
    List<OffsetFetchResponseGroup> refused = new ArrayList<>();
    for (OffsetFetchRequestGroup group : shape.groups(request)) {
      if (authorizer.allows(context, Operation.DESCRIBE, ResourceType.GROUP, group.groupId())) {
        OffsetFetchFilter filter =
            OffsetFetchFilter.of(group, metadata.image(), topic -> mayRead(context, topic));
        filters.add(filter);
        allowed.add(filter.allowed());
      } else {
        ErrorCode error = ErrorCode.GROUP_AUTHORIZATION_FAILED;
        refused.add(new OffsetFetchResponseGroup(group.groupId(), List.of(), error.code()));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(shape.response(request, refused));
      return;
    }
    Caller caller = GroupCall.caller(context);
    coordinator.call(
        new Caller(shape.versionOfGroups(), caller.clientId(), caller.clientHost()),
        new OffsetFetchRequest("", List.of(), allowed, request.requireStable()),
        response -> {
          List<OffsetFetchResponseGroup> groups = new ArrayList<>(refused);
          for (int i = 0; i < filters.size(); i++) {
            groups.add(filters.get(i).complete(response.groups().get(i)));
          }
          responder.respond(shape.response(request, groups));
        });
  }

  private boolean mayRead(RequestContext context, String topic) {
    return authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, topic);
  }
}
