package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.image.ConfigResource;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.IncrementalAlterConfigsRequest;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.IncrementalAlterConfigsResponse;
import io.ottla.wire.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import io.ottla.wire.protocol.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * IncrementalAlterConfigs (44), v0–1. Has the controller set, delete, append to and subtract from
 * properties.
 *
 * <p>Checks, in order: the resource is named once ({@code INVALID_REQUEST}), a broker's is sent to
 * that broker, ALTER_CONFIGS on the topic, the group or the cluster ({@code
 * …_AUTHORIZATION_FAILED}), then the controller's: the resource exists, the operations, the
 * resulting values.
 */
public final class IncrementalAlterConfigsHandler
    implements RequestHandler<IncrementalAlterConfigsRequest> {
  private final Identity identity;
  private final Authorizer authorizer;
  private final Forwarder controller;

  public IncrementalAlterConfigsHandler(
      Identity identity, Authorizer authorizer, Forwarder controller) {
    this.identity = identity;
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.INCREMENTAL_ALTER_CONFIGS;
  }

  @Override
  public void handle(
      RequestContext context, IncrementalAlterConfigsRequest request, Responder responder) {
    List<ConfigResource> named =
        request.resources().stream().map(IncrementalAlterConfigsHandler::named).toList();
    Map<ConfigResource, ApiError> errors =
        ConfigAccess.checkChanges(authorizer, context, identity, named);
    List<AlterConfigsResource> allowed = new ArrayList<>();
    List<AlterConfigsResourceResponse> refused = new ArrayList<>();
    for (AlterConfigsResource resource : request.resources()) {
      ApiError error = errors.getOrDefault(named(resource), ApiError.NONE);
      if (error.isNone()) {
        allowed.add(resource);
      } else {
        refused.add(
            new AlterConfigsResourceResponse(
                error.code(), error.message(), resource.resourceType(), resource.resourceName()));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new IncrementalAlterConfigsResponse(0, refused));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().resources(allowed).build(),
        IncrementalAlterConfigsResponse.class,
        answer -> {
          List<AlterConfigsResourceResponse> results = new ArrayList<>(answer.responses());
          results.addAll(refused);
          responder.respond(new IncrementalAlterConfigsResponse(answer.throttleTimeMs(), results));
        });
  }

  private static ConfigResource named(AlterConfigsResource resource) {
    return new ConfigResource(resource.resourceType(), resource.resourceName());
  }
}
