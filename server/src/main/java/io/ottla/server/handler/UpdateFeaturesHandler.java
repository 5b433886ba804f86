package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.UpdateFeaturesRequest;
import io.ottla.wire.message.UpdateFeaturesResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * UpdateFeatures (57), v0–2. Has the controller finalize levels of features (KIP-584).
 *
 * <p>Checks, in order: ALTER on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), then the
 * controller's: the feature and its level are supported, the kind of upgrade allows the move.
 *
 * <p>v1 added trial runs and kinds of upgrade, v2 has one error for all features.
 */
public final class UpdateFeaturesHandler implements RequestHandler<UpdateFeaturesRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public UpdateFeaturesHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.UPDATE_FEATURES;
  }

  @Override
  public void handle(RequestContext context, UpdateFeaturesRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.ALTER)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(
          UpdateFeaturesResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .errorMessage(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.message())
              .build());
    }
  }
}
