package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ListConfigResourcesRequest;
import io.ottla.wire.message.ListConfigResourcesResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/**
 * ListConfigResources (74), v0–1. Tells what can be described: topics, living brokers and their
 * loggers, and the groups and client metrics subscriptions for which something is set.
 *
 * <p>Checks, in order: DESCRIBE_CONFIGS on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), the
 * types are known ({@code UNSUPPORTED_VERSION}).
 *
 * <p>v0 is about client metrics alone; v1 takes types, none for all.
 */
public final class ListConfigResourcesHandler
    implements RequestHandler<ListConfigResourcesRequest> {
  private static final List<Byte> ALL =
      List.of(
          ConfigResource.BROKER_LOGGER,
          ConfigResource.BROKER,
          ConfigResource.TOPIC,
          ConfigResource.CLIENT_METRICS,
          ConfigResource.GROUP);

  private final MetadataView metadata;
  private final Authorizer authorizer;

  public ListConfigResourcesHandler(MetadataView metadata, Authorizer authorizer) {
    this.metadata = metadata;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LIST_CONFIG_RESOURCES;
  }

  @Override
  public void handle(
      RequestContext context, ListConfigResourcesRequest request, Responder responder) {
    List<Byte> types = types(context, request);
    if (!authorizer.allowsOnCluster(context, Operation.DESCRIBE_CONFIGS)) {
      responder.respond(answer(ErrorCode.CLUSTER_AUTHORIZATION_FAILED, Stream.empty()));
    } else if (!ALL.containsAll(types)) {
      responder.respond(answer(ErrorCode.UNSUPPORTED_VERSION, Stream.empty()));
    } else {
      MetadataImage image = metadata.image();
      responder.respond(
          answer(
              ErrorCode.NONE,
              types.stream()
                  .distinct()
                  .flatMap(
                      type -> names(image, type).map(name -> new ConfigResource(type, name)))));
    }
  }

  private static List<Byte> types(RequestContext context, ListConfigResourcesRequest request) {
    if (context.version() == 0) {
      return List.of(ConfigResource.CLIENT_METRICS);
    }
    return request.resourceTypes().isEmpty() ? ALL : request.resourceTypes();
  }

  private static Stream<String> names(MetadataImage image, byte type) {
    return switch (type) {
      case ConfigResource.TOPIC -> image.topics().topics().stream().map(TopicImage::name);
      case ConfigResource.BROKER, ConfigResource.BROKER_LOGGER ->
          image.cluster().brokers().values().stream()
              .filter(broker -> !broker.fenced())
              .map(BrokerRegistration::id)
              .map(id -> Integer.toString(id));
      default ->
          image.configs().resources().keySet().stream()
              .filter(resource -> resource.type() == type)
              .map(ConfigResource::name);
    };
  }

  private static ListConfigResourcesResponse answer(
      ErrorCode error, Stream<ConfigResource> resources) {
    return new ListConfigResourcesResponse(
        0,
        error.code(),
        resources
            .map(
                resource ->
                    new ListConfigResourcesResponse.ConfigResource(
                        resource.name(), resource.type()))
            .toList());
  }
}
