package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeAclsRequest;
import io.ottla.wire.message.DescribeAclsResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * DescribeAcls (29), v1–3. Lists access-control entries; there are none while no authorizer is
 * configured, and clients such as MirrorMaker and user interfaces want to be told so.
 *
 * <p>Checks, in order: DESCRIBE on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), an
 * authorizer is there ({@code SECURITY_DISABLED}).
 *
 * <p>v1 added prefixed patterns, v2 is flexible, v3 added user principals as resources.
 */
public final class DescribeAclsHandler implements RequestHandler<DescribeAclsRequest> {
  private final Authorizer authorizer;

  public DescribeAclsHandler(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_ACLS;
  }

  @Override
  public void handle(RequestContext context, DescribeAclsRequest request, Responder responder) {
    ErrorCode error = refusal(authorizer, context, Operation.DESCRIBE);
    responder.respond(
        DescribeAclsResponse.builder()
            .errorCode(error.code())
            .errorMessage(sentence(error))
            .build());
  }

  /** Why no request for access-control entries is carried out. */
  static ErrorCode refusal(Authorizer authorizer, RequestContext context, Operation operation) {
    return authorizer.allowsOnCluster(context, operation)
        ? ErrorCode.SECURITY_DISABLED
        : ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
  }

  static String sentence(ErrorCode refusal) {
    return refusal == ErrorCode.SECURITY_DISABLED
        ? "This broker has no authorizer."
        : refusal.message();
  }
}
