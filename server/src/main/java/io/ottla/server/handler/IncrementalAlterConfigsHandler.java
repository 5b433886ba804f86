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
import java.util.Map;
import java.util.Optional;

/**
 * IncrementalAlterConfigs (44), v0–1. Has the controller set, delete, append to and subtract from
 * properties. The log levels of this broker are changed here.
 *
 * <p>Checks, in order: the resource is named once ({@code INVALID_REQUEST}), a broker's is sent to
 * that broker, ALTER_CONFIGS on the topic, the group or the cluster ({@code
 * …_AUTHORIZATION_FAILED}), then those of {@link BrokerLoggers} or the controller's: the resource
 * exists, the operations, the resulting values.
 */
public final class IncrementalAlterConfigsHandler
    implements RequestHandler<IncrementalAlterConfigsRequest> {
  private final Identity identity;
  private final Authorizer authorizer;
  private final Forwarder controller;
  private final BrokerLoggers loggers;

  public IncrementalAlterConfigsHandler(
      Identity identity, Authorizer authorizer, Forwarder controller, BrokerLoggers loggers) {
    this.identity = identity;
    this.authorizer = authorizer;
    this.controller = controller;
    this.loggers = loggers;
  }

  @Override
  public ApiKey api() {
    return ApiKey.INCREMENTAL_ALTER_CONFIGS;
  }

  @Override
  public void handle(
      RequestContext context, IncrementalAlterConfigsRequest request, Responder responder) {
    Map<ConfigResource, ApiError> errors =
        ConfigAccess.checkChanges(
            authorizer,
            context,
            identity,
            request.resources().stream().map(IncrementalAlterConfigsHandler::named).toList());
    Sifted<AlterConfigsResource, AlterConfigsResourceResponse> sifted =
        Sifted.of(
            request.resources(),
            resource ->
                Optional.ofNullable(errors.get(named(resource)))
                    .or(() -> changeLevels(resource, request.validateOnly()))
                    .map(error -> answered(resource, error)));
    if (sifted.allowed().isEmpty()) {
      responder.respond(new IncrementalAlterConfigsResponse(0, sifted.refused()));
      return;
    }
    controller.forward(
        context,
        request.toBuilder().resources(sifted.allowed()).build(),
        IncrementalAlterConfigsResponse.class,
        answer ->
            responder.respond(
                new IncrementalAlterConfigsResponse(
                    answer.throttleTimeMs(), sifted.rows(answer.responses()))));
  }

  private Optional<ApiError> changeLevels(AlterConfigsResource resource, boolean validateOnly) {
    return resource.resourceType() == ConfigResource.BROKER_LOGGER
        ? Optional.of(loggers.alter(resource.configs(), validateOnly))
        : Optional.empty();
  }

  private static AlterConfigsResourceResponse answered(
      AlterConfigsResource resource, ApiError error) {
    return new AlterConfigsResourceResponse(
        error.code(), error.message(), resource.resourceType(), resource.resourceName());
  }

  private static ConfigResource named(AlterConfigsResource resource) {
    return new ConfigResource(resource.resourceType(), resource.resourceName());
  }
}
