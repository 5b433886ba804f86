package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.image.ConfigResource;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration that a new topic is asked to have. */
final class TopicConfigs {
  private TopicConfigs() {}

  /** Whether the values are there and valid. */
  static ApiError check(CreatableTopic topic, ConfigValidator validator) {
    List<String> missing = new ArrayList<>();
    for (CreatableTopicConfig config : topic.configs()) {
      if (config.value() == null) {
        missing.add(config.name());
      }
    }
    if (!missing.isEmpty()) {
      return ApiError.of(
          ErrorCode.INVALID_CONFIG,
          "Null value not supported for topic configs: " + String.join(",", missing));
    }
    return topic.configs().isEmpty()
        ? ApiError.NONE
        : validator.validate(ConfigResource.topic(topic.name()), values(topic));
  }

  /** The values by name, in order. */
  static Map<String, String> values(CreatableTopic topic) {
    Map<String, String> values = new TreeMap<>();
    for (CreatableTopicConfig config : topic.configs()) {
      String value = config.value();
      if (value != null) {
        values.put(config.name(), value);
      }
    }
    return values;
  }
}
