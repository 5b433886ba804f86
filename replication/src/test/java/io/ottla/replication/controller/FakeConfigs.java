package io.ottla.replication.controller;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schema of three keys: a number, a list with a default, and one that is always refused. */
public final class FakeConfigs implements ConfigValidator {
  public static final String NUMBER = "retention.ms";
  public static final String LIST = "cleanup.policy";
  private static final Set<String> KEYS = Set.of(NUMBER, LIST);

  @Override
  public ApiError validate(ConfigResource resource, Map<String, String> values) {
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        return ApiError.of(ErrorCode.INVALID_CONFIG, "Unknown topic config name: " + key);
      }
    }
    return ApiError.NONE;
  }

  @Override
  public boolean isList(byte resourceType, String key) {
    return key.equals(LIST);
  }

  @Override
  public @Nullable String defaultValue(byte resourceType, String key) {
    return key.equals(LIST) ? "delete" : null;
  }

  @Override
  public List<CreatableTopicConfigs> describeTopic(
      Map<String, String> values, MetadataImage image) {
    return values.entrySet().stream()
        .map(
            e ->
                CreatableTopicConfigs.builder()
                    .name(e.getKey())
                    .value(e.getValue())
                    .configSource((byte) 1)
                    .build())
        .toList();
  }
}
