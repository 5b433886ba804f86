package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.CreateAclsRequest;
import io.ottla.wire.message.CreateAclsResponse;
import io.ottla.wire.message.CreateAclsResponse.AclCreationResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Collections;

/**
 * CreateAcls (30), v1–3. Adds access-control entries; it refuses all of them while no authorizer is
 * configured.
 *
 * <p>Checks, in order, and answers for each entry: ALTER on the cluster ({@code
 * CLUSTER_AUTHORIZATION_FAILED}), an authorizer is there ({@code SECURITY_DISABLED}).
 */
public final class CreateAclsHandler implements RequestHandler<CreateAclsRequest> {
  private final Authorizer authorizer;

  public CreateAclsHandler(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.CREATE_ACLS;
  }

  @Override
  public void handle(RequestContext context, CreateAclsRequest request, Responder responder) {
    ErrorCode error = DescribeAclsHandler.refusal(authorizer, context, Operation.ALTER);
    AclCreationResult result =
        new AclCreationResult(error.code(), DescribeAclsHandler.sentence(error));
    responder.respond(
        new CreateAclsResponse(0, Collections.nCopies(request.creations().size(), result)));
  }
}
