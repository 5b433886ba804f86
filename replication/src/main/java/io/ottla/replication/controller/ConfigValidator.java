package io.ottla.replication.controller;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the controller must know about configurations; the schema of the keys lives elsewhere. */
public interface ConfigValidator {
  /**
   * Whether a resource may have exactly these values set, and may have its name. Called with the
   * complete set after the change. {@code INVALID_CONFIG}, {@code INVALID_REQUEST} or none.
   */
  ApiError validate(ConfigResource resource, Map<String, String> values);

  /** Whether the value of a key is a list, so that elements can be appended and subtracted. */
  boolean isList(byte resourceType, String key);

  /** The value in effect when the resource sets none, or null; the base of an append. */
  @Nullable String defaultValue(byte resourceType, String key);

  /** Every configuration of a topic that sets the given values, as CreateTopics v5+ answers. */
  List<CreatableTopicConfigs> describeTopic(Map<String, String> values, MetadataImage image);
}
