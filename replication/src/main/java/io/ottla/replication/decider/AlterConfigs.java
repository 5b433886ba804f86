package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.AlterConfigsRequest;
import io.ottla.wire.message.AlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.AlterConfigsRequest.AlterableConfig;
import io.ottla.wire.message.AlterConfigsResponse;
import io.ottla.wire.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * AlterConfigs (33), v0–2. Sets exactly the given values: what is not named goes back to its
 * default.
 *
 * <p>Checks, in order: the resource is named once, and each of its keys; it exists; no value is
 * null; the configuration is valid.
 */
final class AlterConfigs implements Decider<AlterConfigsRequest, AlterConfigsResponse> {
  private final ConfigValidator validator;

  AlterConfigs(ConfigValidator validator) {
    this.validator = validator;
  }

  @Override
  public Decision<AlterConfigsResponse> decide(Scene scene, AlterConfigsRequest request) {
    Set<ConfigResource> seen = new HashSet<>();
    List<MetadataRecord> records = new ArrayList<>();
    List<AlterConfigsResourceResponse> results = new ArrayList<>();
    for (AlterConfigsResource change : request.resources()) {
      ConfigResource resource = new ConfigResource(change.resourceType(), change.resourceName());
      List<MetadataRecord> changes = new ArrayList<>();
      ApiError error =
          seen.add(resource)
              ? alter(scene, resource, change.configs(), changes)
              : ConfigChecks.invalid("Each resource must appear at most once.");
      records.addAll(changes);
      results.add(result(change, error));
    }
    AlterConfigsResponse response = AlterConfigsResponse.builder().responses(results).build();
    return request.validateOnly() ? Decision.readOnly(response) : new Decision<>(records, response);
  }

  @Override
  public AlterConfigsResponse refuse(AlterConfigsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return AlterConfigsResponse.builder()
        .responses(request.resources().stream().map(r -> result(r, reason)).toList())
        .build();
  }

  private ApiError alter(
      Scene scene,
      ConfigResource resource,
      List<AlterableConfig> configs,
      List<MetadataRecord> changes) {
    Map<String, String> values = new TreeMap<>();
    for (AlterableConfig config : configs) {
      String value = config.value();
      if (value == null) {
        return ConfigChecks.invalid("Null value not supported for : " + config.name());
      }
      if (values.put(config.name(), value) != null) {
        return ConfigChecks.invalid("Error due to duplicate config keys");
      }
    }
    ApiError error = ConfigChecks.checkResource(resource, scene.image());
    Map<String, String> old = scene.image().configs().of(resource);
    if (error.isNone()) {
      error = ConfigChecks.checkValues(resource, old, values, validator);
    }
    if (error.isNone()) {
      changes.addAll(ConfigChecks.difference(resource, old, values));
    }
    return error;
  }

  private static AlterConfigsResourceResponse result(AlterConfigsResource change, ApiError error) {
    return new AlterConfigsResourceResponse(
        error.code(), error.message(), change.resourceType(), change.resourceName());
  }
}
