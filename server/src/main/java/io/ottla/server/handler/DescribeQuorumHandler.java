package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeQuorumRequest;
import io.ottla.wire.message.DescribeQuorumResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * DescribeQuorum (55), v0–2. Tells the leader of the metadata log and how far its voters and
 * observers are.
 *
 * <p>Checks, in order: DESCRIBE on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), then the
 * controller's: the partition is the metadata log's ({@code UNKNOWN_TOPIC_OR_PARTITION}).
 *
 * <p>v1 added times, v2 directories, messages and the voters' endpoints.
 */
public final class DescribeQuorumHandler implements RequestHandler<DescribeQuorumRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public DescribeQuorumHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_QUORUM;
  }

  @Override
  public void handle(RequestContext context, DescribeQuorumRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.DESCRIBE)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(
          DescribeQuorumResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .errorMessage(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.message())
              .build());
    }
  }
}
