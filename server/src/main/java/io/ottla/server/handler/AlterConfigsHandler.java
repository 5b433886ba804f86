package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.image.ConfigResource;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AlterConfigsRequest;
import io.ottla.wire.message.AlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.AlterConfigsResponse;
import io.ottla.wire.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import io.ottla.wire.protocol.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * AlterConfigs (33), v0–2. Has the controller set properties as a whole: those that are not named
 * go back to their defaults.
 *
 * <p>Checks, in order: the resource is named once ({@code INVALID_REQUEST}), a broker's is sent to
 * that broker, ALTER_CONFIGS on the topic, the group or the cluster ({@code
 * …_AUTHORIZATION_FAILED}), then the controller's: the resource exists, the values.
 */
public final class AlterConfigsHandler implements RequestHandler<AlterConfigsRequest> {
  private final Identity identity;
  private final Authorizer authorizer;
  private final Forwarder controller;

  public AlterConfigsHandler(Identity identity, Authorizer authorizer, Forwarder controller) {
    this.identity = identity;
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ALTER_CONFIGS;
  }

  @Override
  public void handle(RequestContext context, AlterConfigsRequest request, Responder responder) {
    List<ConfigResource> named =
        request.resources().stream().map(AlterConfigsHandler::named).toList();
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
      responder.respond(new AlterConfigsResponse(0, refused));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().resources(allowed).build(),
        AlterConfigsResponse.class,
        answer -> {
          List<AlterConfigsResourceResponse> results = new ArrayList<>(answer.responses());
          results.addAll(refused);
          responder.respond(new AlterConfigsResponse(answer.throttleTimeMs(), results));
        });
  }

  private static ConfigResource named(AlterConfigsResource resource) {
    return new ConfigResource(resource.resourceType(), resource.resourceName());
  }
}
