package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DeleteAclsRequest;
import io.ottla.wire.message.DeleteAclsResponse;
import io.ottla.wire.message.DeleteAclsResponse.DeleteAclsFilterResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Collections;
import java.util.List;

/**
 * DeleteAcls (31), v1–3. Removes the access-control entries that filters match; it refuses all
 * filters while no authorizer is configured.
 *
 * <p>Checks, in order, and answers for each filter: ALTER on the cluster ({@code
 * CLUSTER_AUTHORIZATION_FAILED}), an authorizer is there ({@code SECURITY_DISABLED}).
 */
public final class DeleteAclsHandler implements RequestHandler<DeleteAclsRequest> {
  private final Authorizer authorizer;

  public DeleteAclsHandler(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DELETE_ACLS;
  }

  @Override
  public void handle(RequestContext context, DeleteAclsRequest request, Responder responder) {
    ErrorCode error = DescribeAclsHandler.refusal(authorizer, context, Operation.ALTER);
    DeleteAclsFilterResult result =
        new DeleteAclsFilterResult(error.code(), DescribeAclsHandler.sentence(error), List.of());
    responder.respond(
        new DeleteAclsResponse(0, Collections.nCopies(request.filters().size(), result)));
  }
}
