package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.message.UnregisterBrokerResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * UnregisterBroker (64), v0. Has the controller forget a broker that will not come back.
 *
 * <p>Checks, in order: ALTER on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), the broker is
 * registered ({@code BROKER_ID_NOT_REGISTERED}).
 */
public final class UnregisterBrokerHandler implements RequestHandler<UnregisterBrokerRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public UnregisterBrokerHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.UNREGISTER_BROKER;
  }

  @Override
  public void handle(RequestContext context, UnregisterBrokerRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.ALTER)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(
          UnregisterBrokerResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .errorMessage(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.message())
              .build());
    }
  }
}
