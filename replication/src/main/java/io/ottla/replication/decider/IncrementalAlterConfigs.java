package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.IncrementalAlterConfigsRequest;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.ottla.wire.message.IncrementalAlterConfigsResponse;
import io.ottla.wire.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * IncrementalAlterConfigs (44), v0–1. Each resource changes whole or not at all.
 *
 * <p>Checks, in order: the resource is named once, and each of its keys; it exists; values are
 * there where the operation needs one; only lists are appended to and subtracted from; the
 * configuration that results is valid.
 */
final class IncrementalAlterConfigs
    implements Decider<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> {
  private static final byte SET = 0;
  private static final byte DELETE = 1;
  private static final byte APPEND = 2;
  private static final byte SUBTRACT = 3;

  private final ConfigValidator validator;

  IncrementalAlterConfigs(ConfigValidator validator) {
    this.validator = validator;
  }

  @Override
  public Decision<IncrementalAlterConfigsResponse> decide(
      Scene scene, IncrementalAlterConfigsRequest request) {
    Set<ConfigResource> seen = new HashSet<>();
    List<MetadataRecord> records = new ArrayList<>();
    List<AlterConfigsResourceResponse> results = new ArrayList<>();
    for (AlterConfigsResource change : request.resources()) {
      ConfigResource resource = resource(change);
      List<MetadataRecord> changes = new ArrayList<>();
      ApiError error =
          seen.add(resource)
              ? alter(scene, resource, change.configs(), changes)
              : ConfigChecks.invalid("Each resource must appear at most once.");
      records.addAll(changes);
      results.add(result(change, error));
    }
    IncrementalAlterConfigsResponse response = response(results);
    return request.validateOnly() ? Decision.readOnly(response) : new Decision<>(records, response);
  }

  @Override
  public IncrementalAlterConfigsResponse refuse(
      IncrementalAlterConfigsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return response(request.resources().stream().map(r -> result(r, reason)).toList());
  }

  private ApiError alter(
      Scene scene,
      ConfigResource resource,
      List<AlterableConfig> operations,
      List<MetadataRecord> changes) {
    ApiError error = checkOperations(operations);
    if (error.isNone()) {
      error = ConfigChecks.checkResource(resource, scene.image());
    }
    Map<String, String> old = scene.image().configs().of(resource);
    Map<String, String> values = new TreeMap<>(old);
    for (AlterableConfig operation : operations) {
      if (error.isNone()) {
        error = apply(resource, operation, values);
      }
    }
    if (error.isNone()) {
      error = ConfigChecks.checkValues(resource, old, values, validator);
    }
    if (error.isNone()) {
      changes.addAll(ConfigChecks.difference(resource, old, values));
    }
    return error;
  }

  private static ApiError checkOperations(List<AlterableConfig> operations) {
    Set<String> names = new HashSet<>();
    List<String> missing = new ArrayList<>();
    for (AlterableConfig operation : operations) {
      if (!names.add(operation.name())) {
        return ConfigChecks.invalid("Error due to duplicate config keys");
      }
      if (operation.configOperation() != DELETE && operation.value() == null) {
        missing.add(operation.name());
      }
    }
    return missing.isEmpty()
        ? ApiError.NONE
        : ConfigChecks.invalid("Null value not supported for : " + String.join(",", missing));
  }

  private ApiError apply(
      ConfigResource resource, AlterableConfig operation, Map<String, String> values) {
    String name = operation.name();
    String value = operation.value() == null ? "" : operation.value();
    switch (operation.configOperation()) {
      case SET -> values.put(name, value);
      case DELETE -> values.remove(name);
      case APPEND, SUBTRACT -> {
        if (!validator.isList(resource.type(), name)) {
          String verb = operation.configOperation() == APPEND ? "APPEND" : "SUBTRACT";
          return ApiError.of(
              ErrorCode.INVALID_CONFIG,
              "Can't " + verb + " to key " + name + " because its type is not LIST.");
        }
        values.put(name, merge(current(resource, name, values), operation, value));
      }
      default -> {
        return ConfigChecks.invalid(
            "Unknown config operation " + operation.configOperation() + " for key " + name);
      }
    }
    return ApiError.NONE;
  }

  private String current(ConfigResource resource, String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      value = validator.defaultValue(resource.type(), name);
    }
    return value == null ? "" : value;
  }

  private static String merge(String current, AlterableConfig operation, String value) {
    List<String> elements = new ArrayList<>(elements(current));
    for (String element : elements(value)) {
      if (operation.configOperation() == SUBTRACT) {
        elements.remove(element);
      } else if (!elements.contains(element)) {
        elements.add(element);
      }
    }
    return String.join(",", elements);
  }

  private static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    for (String element : list.split(",", -1)) {
      if (!element.isBlank()) {
        elements.add(element.strip());
      }
    }
    return elements;
  }

  private static ConfigResource resource(AlterConfigsResource change) {
    return new ConfigResource(change.resourceType(), change.resourceName());
  }

  private static AlterConfigsResourceResponse result(AlterConfigsResource change, ApiError error) {
    return new AlterConfigsResourceResponse(
        error.code(), error.message(), change.resourceType(), change.resourceName());
  }

  private static IncrementalAlterConfigsResponse response(
      List<AlterConfigsResourceResponse> results) {
    return IncrementalAlterConfigsResponse.builder().responses(results).build();
  }
}
