package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ListPartitionReassignmentsRequest;
import io.ottla.wire.message.ListPartitionReassignmentsResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * ListPartitionReassignments (46), v0. Tells which partitions are being moved, of the topics asked
 * for or of all.
 *
 * <p>Checks, in order: DESCRIBE on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}). What does
 * not exist is left out.
 */
public final class ListPartitionReassignmentsHandler
    implements RequestHandler<ListPartitionReassignmentsRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public ListPartitionReassignmentsHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LIST_PARTITION_REASSIGNMENTS;
  }

  @Override
  public void handle(
      RequestContext context, ListPartitionReassignmentsRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.DESCRIBE)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(
          ListPartitionReassignmentsResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .errorMessage(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.message())
              .build());
    }
  }
}
