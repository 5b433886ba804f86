package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What both ways to change a configuration have in common. */
final class ConfigChecks {
  private ConfigChecks() {}

  /** Whether there is such a resource, and it may have a configuration in the metadata. */
  static ApiError checkResource(ConfigResource resource, MetadataImage image) {
    String name = resource.name();
    return switch (resource.type()) {
      case ConfigResource.TOPIC -> checkTopic(name, image);
      case ConfigResource.BROKER -> checkBroker(name, image);
      case ConfigResource.GROUP ->
          name.isEmpty() ? invalid("Default group resources are not allowed.") : ApiError.NONE;
      case ConfigResource.CLIENT_METRICS ->
          name.isEmpty() ? invalid("Subscription name can't be empty") : ApiError.NONE;
      case ConfigResource.BROKER_LOGGER ->
          invalid("Log levels are changed at the broker, not at the controller.");
      default -> invalid("Unknown resource type " + resource.type());
    };
  }

  private static ApiError checkTopic(String name, MetadataImage image) {
    if (name.isEmpty()) {
      return invalid("Default topic resources are not allowed.");
    }
    String fault = TopicNames.fault(name);
    if (fault != null) {
      return ApiError.of(ErrorCode.INVALID_TOPIC_EXCEPTION, fault);
    }
    return image.topic(name) == null
        ? ApiError.of(
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + name + "' does not exist.")
        : ApiError.NONE;
  }

  private static ApiError checkBroker(String name, MetadataImage image) {
    if (name.isEmpty()) {
      return ApiError.NONE;
    }
    int id;
    try {
      id = Integer.parseInt(name);
    } catch (NumberFormatException e) {
      return invalid("Node id must be an integer, but it is: " + name);
    }
    return image.cluster().broker(id) == null
        ? ApiError.of(ErrorCode.BROKER_ID_NOT_REGISTERED, "No broker with id " + id + " found.")
        : ApiError.NONE;
  }

  /** Whether the resource may have these values; nothing is asked when they do not change. */
  static ApiError checkValues(
      ConfigResource resource,
      Map<String, String> old,
      Map<String, String> values,
      ConfigValidator validator) {
    return old.equals(values) ? ApiError.NONE : validator.validate(resource, values);
  }

  /** The records that make {@code values} of {@code old}, in the order of the names. */
  static List<MetadataRecord> difference(
      ConfigResource resource, Map<String, String> old, Map<String, String> values) {
    Map<String, String> union = new TreeMap<>(old);
    union.putAll(values);
    List<MetadataRecord> records = new ArrayList<>();
    for (String name : union.keySet()) {
      String value = values.get(name);
      if (value == null) {
        records.add(resource.set(name, null));
      } else if (!value.equals(old.get(name))) {
        records.add(resource.set(name, value));
      }
    }
    return records;
  }

  static ApiError invalid(String message) {
    return ApiError.of(ErrorCode.INVALID_REQUEST, message);
  }
}
