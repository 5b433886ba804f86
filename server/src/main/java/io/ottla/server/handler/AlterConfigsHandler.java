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
import java.util.Map;
import java.util.Optional;

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
    Map<ConfigResource, ApiError> errors =
        ConfigAccess.checkChanges(
            authorizer,
            context,
            identity,
            request.resources().stream().map(AlterConfigsHandler::named).toList());
    Sifted<AlterConfigsResource, AlterConfigsResourceResponse> sifted =
        Sifted.of(
            request.resources(),
            resource ->
                Optional.ofNullable(errors.get(named(resource)))
                    .or(() -> notAsAWhole(resource))
                    .map(error -> refused(resource, error)));
    if (sifted.allowed().isEmpty()) {
      responder.respond(new AlterConfigsResponse(0, sifted.refused()));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().resources(sifted.allowed()).build(),
        AlterConfigsResponse.class,
        answer ->
            responder.respond(
                new AlterConfigsResponse(
                    answer.throttleTimeMs(), sifted.rows(answer.responses()))));
  }

  private static Optional<ApiError> notAsAWhole(AlterConfigsResource resource) {
    return resource.resourceType() == ConfigResource.BROKER_LOGGER
        ? Optional.of(ConfigAccess.invalid("Log levels are changed with IncrementalAlterConfigs."))
        : Optional.empty();
  }

  private static AlterConfigsResourceResponse refused(
      AlterConfigsResource resource, ApiError error) {
    return new AlterConfigsResourceResponse(
        error.code(), error.message(), resource.resourceType(), resource.resourceName());
  }

  private static ConfigResource named(AlterConfigsResource resource) {
    return new ConfigResource(resource.resourceType(), resource.resourceName());
  }
}
