package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterClientQuotasRequest.EntryData;
import io.ottla.wire.message.AlterClientQuotasResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * AlterClientQuotas (49), v0–1. Has the controller set or remove quotas of users, clients and
 * addresses.
 *
 * <p>Checks, in order: ALTER_CONFIGS on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED} for every
 * entry), then the controller's for each entry: entity, quota and value.
 */
public final class AlterClientQuotasHandler implements RequestHandler<AlterClientQuotasRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public AlterClientQuotasHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ALTER_CLIENT_QUOTAS;
  }

  @Override
  public void handle(
      RequestContext context, AlterClientQuotasRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.ALTER_CONFIGS)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(refused(request));
    }
  }

  private static AlterClientQuotasResponse refused(AlterClientQuotasRequest request) {
    return AlterClientQuotasResponse.builder()
        .entries(request.entries().stream().map(AlterClientQuotasHandler::refused).toList())
        .build();
  }

  private static AlterClientQuotasResponse.EntryData refused(EntryData entry) {
    ErrorCode error = ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    return new AlterClientQuotasResponse.EntryData(
        error.code(),
        error.message(),
        entry.entity().stream()
            .map(
                entity ->
                    new AlterClientQuotasResponse.EntityData(
                        entity.entityType(), entity.entityName()))
            .toList());
  }
}
