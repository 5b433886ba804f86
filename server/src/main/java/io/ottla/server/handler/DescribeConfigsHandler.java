package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.ConfigResource;
import io.ottla.server.config.dynamic.ConfigEntry;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeConfigsRequest;
import io.ottla.wire.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.ottla.wire.message.DescribeConfigsResponse;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * DescribeConfigs (32), v1–4. Tells the configuration of topics, groups, client metrics
 * subscriptions, of this broker and of its loggers: every property with its value, where it comes
 * from and what else it could be.
 *
 * <p>Checks, in order: every type of resource is known (else {@code INVALID_REQUEST} for all),
 * DESCRIBE_CONFIGS on the topic, the group or the cluster ({@code …_AUTHORIZATION_FAILED}), the
 * name ({@code INVALID_TOPIC_EXCEPTION} or {@code INVALID_REQUEST}), the topic exists ({@code
 * UNKNOWN_TOPIC_OR_PARTITION}). Groups and subscriptions need not exist.
 *
 * <p>v1 added sources and synonyms, v3 types and documentation.
 */
public final class DescribeConfigsHandler implements RequestHandler<DescribeConfigsRequest> {
  private final MetadataView metadata;
  private final Identity identity;
  private final Authorizer authorizer;
  private final ClusterConfigs configs;
  private final BrokerLoggers loggers;

  public DescribeConfigsHandler(
      MetadataView metadata,
      Identity identity,
      Authorizer authorizer,
      ClusterConfigs configs,
      BrokerLoggers loggers) {
    this.metadata = metadata;
    this.identity = identity;
    this.authorizer = authorizer;
    this.configs = configs;
    this.loggers = loggers;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_CONFIGS;
  }

  @Override
  public void handle(RequestContext context, DescribeConfigsRequest request, Responder responder) {
    boolean known =
        request.resources().stream()
            .allMatch(resource -> ConfigAccess.isKnown(resource.resourceType()));
    ApiError unknown = ConfigAccess.invalid("A type of resource is not known.");
    responder.respond(
        new DescribeConfigsResponse(
            0,
            request.resources().stream()
                .map(one -> known ? describe(context, request, one) : failed(one, unknown))
                .toList()));
  }

  private DescribeConfigsResult describe(
      RequestContext context, DescribeConfigsRequest request, DescribeConfigsResource resource) {
    ApiError error = check(context, resource);
    if (!error.isNone()) {
      return failed(resource, error);
    }
    List<String> wanted = resource.configurationKeys();
    // A logger's documentation is empty, and so it comes without being asked for.
    boolean documented =
        request.includeDocumentation() || resource.resourceType() == ConfigResource.BROKER_LOGGER;
    List<DescribeConfigsResourceResult> rows =
        entries(new ConfigResource(resource.resourceType(), resource.resourceName())).stream()
            .filter(one -> wanted == null || wanted.isEmpty() || wanted.contains(one.name()))
            .map(one -> row(one, request.includeSynonyms(), documented))
            .toList();
    return new DescribeConfigsResult(
        ErrorCode.NONE.code(), "", resource.resourceType(), resource.resourceName(), rows);
  }

  private List<ConfigEntry> entries(ConfigResource resource) {
    return resource.type() == ConfigResource.BROKER_LOGGER
        ? loggers.describe()
        : configs.describe(resource);
  }

  private ApiError check(RequestContext context, DescribeConfigsResource resource) {
    String name = resource.resourceName();
    byte type = resource.resourceType();
    ErrorCode denied =
        ConfigAccess.check(authorizer, context, Operation.DESCRIBE_CONFIGS, type, name);
    if (denied != ErrorCode.NONE) {
      return ApiError.of(denied);
    }
    return switch (type) {
      case ConfigResource.TOPIC -> checkTopic(name);
      case ConfigResource.BROKER -> ConfigAccess.checkBroker(name, identity.nodeId(), true);
      case ConfigResource.BROKER_LOGGER -> ConfigAccess.checkBroker(name, identity.nodeId(), false);
      default -> name.isEmpty() ? ConfigAccess.invalid("The name is missing.") : ApiError.NONE;
    };
  }

  private ApiError checkTopic(String name) {
    if (!TopicNames.isValid(name)) {
      return ApiError.of(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }
    return metadata.image().topic(name) == null
        ? ApiError.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "")
        : ApiError.NONE;
  }

  private static DescribeConfigsResourceResult row(
      ConfigEntry entry, boolean withSynonyms, boolean documented) {
    return new DescribeConfigsResourceResult(
        entry.name(),
        entry.value(),
        entry.readOnly(),
        entry.source().id(),
        entry.sensitive(),
        withSynonyms
            ? entry.synonyms().stream()
                .map(one -> new DescribeConfigsSynonym(one.name(), one.value(), one.source().id()))
                .toList()
            : List.of(),
        entry.type(),
        documented ? entry.documentation() : null);
  }

  private static DescribeConfigsResult failed(DescribeConfigsResource resource, ApiError error) {
    return new DescribeConfigsResult(
        error.code(), error.message(), resource.resourceType(), resource.resourceName(), List.of());
  }
}
