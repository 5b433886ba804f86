package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.image.ConfigResource;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may see and change configurations, and at which broker. */
final class ConfigAccess {
  private ConfigAccess() {}

  static boolean isKnown(byte resourceType) {
    return switch (resourceType) {
      case ConfigResource.TOPIC,
          ConfigResource.BROKER,
          ConfigResource.BROKER_LOGGER,
          ConfigResource.CLIENT_METRICS,
          ConfigResource.GROUP ->
          true;
      default -> false;
    };
  }

  /** Whether the operation is allowed: on the topic, the group, or else the cluster. */
  static ErrorCode check(
      Authorizer authorizer, RequestContext context, Operation operation, byte type, String name) {
    if (type == ConfigResource.TOPIC) {
      return authorizer.allows(context, operation, ResourceType.TOPIC, name)
          ? ErrorCode.NONE
          : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    }
    if (type == ConfigResource.GROUP) {
      return authorizer.allows(context, operation, ResourceType.GROUP, name)
          ? ErrorCode.NONE
          : ErrorCode.GROUP_AUTHORIZATION_FAILED;
    }
    return authorizer.allowsOnCluster(context, operation)
        ? ErrorCode.NONE
        : ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
  }

  /** A broker answers for itself and, where that makes sense, for all. */
  static ApiError checkBroker(String name, int nodeId, boolean orAll) {
    if (name.isEmpty()) {
      return orAll ? ApiError.NONE : invalid("The broker's id is missing.");
    }
    try {
      return Integer.parseInt(name) == nodeId
          ? ApiError.NONE
          : invalid("This is broker " + nodeId + ", not broker " + name + ".");
    } catch (NumberFormatException e) {
      return invalid("The id of a broker is a number, and not " + name + ".");
    }
  }

  /**
   * What may not be changed, with the reason. A controller takes changes of any broker, a broker
   * its own alone, and log levels are changed where they are.
   */
  static Map<ConfigResource, ApiError> checkChanges(
      Authorizer authorizer,
      RequestContext context,
      Identity identity,
      List<ConfigResource> resources) {
    Map<ConfigResource, ApiError> errors = new HashMap<>();
    Set<ConfigResource> seen = new HashSet<>();
    for (ConfigResource resource : resources) {
      ApiError error =
          seen.add(resource)
              ? checkChange(authorizer, context, identity, resource)
              : invalid("The request names a resource more than once: " + resource.name());
      if (!error.isNone()) {
        errors.put(resource, error);
      }
    }
    return errors;
  }

  private static ApiError checkChange(
      Authorizer authorizer, RequestContext context, Identity identity, ConfigResource resource) {
    byte type = resource.type();
    boolean ofThisBroker =
        type == ConfigResource.BROKER_LOGGER
            || (type == ConfigResource.BROKER && !context.listener().controller());
    if (ofThisBroker) {
      boolean orAll = type == ConfigResource.BROKER;
      ApiError error = checkBroker(resource.name(), identity.nodeId(), orAll);
      if (!error.isNone()) {
        return error;
      }
    }
    return ApiError.of(check(authorizer, context, Operation.ALTER_CONFIGS, type, resource.name()));
  }

  static ApiError invalid(String message) {
    return ApiError.of(ErrorCode.INVALID_REQUEST, message);
  }
}
