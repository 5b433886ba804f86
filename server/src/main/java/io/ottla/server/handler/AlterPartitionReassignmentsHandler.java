package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest;
import io.ottla.wire.message.AlterPartitionReassignmentsResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * AlterPartitionReassignments (45), v0–1. Has the controller move partitions to other brokers, or
 * call a move off.
 *
 * <p>Checks, in order: ALTER on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), then the
 * controller's for each partition: it exists, the replicas are registered brokers, a move is there
 * to be called off.
 *
 * <p>v1 lets the client forbid a change of the replication factor.
 */
public final class AlterPartitionReassignmentsHandler
    implements RequestHandler<AlterPartitionReassignmentsRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public AlterPartitionReassignmentsHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ALTER_PARTITION_REASSIGNMENTS;
  }

  @Override
  public void handle(
      RequestContext context, AlterPartitionReassignmentsRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.ALTER)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(
          AlterPartitionReassignmentsResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .errorMessage(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.message())
              .build());
    }
  }
}
