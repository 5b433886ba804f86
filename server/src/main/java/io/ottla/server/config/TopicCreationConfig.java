package io.ottla.server.config;

import io.ottla.server.config.key.TopicDefaultKeys;

/** How topics come and go. */
public record TopicCreationConfig(
    boolean autoCreate, boolean deleteEnabled, int partitions, short replicationFactor) {
  static TopicCreationConfig from(Settings settings) {
    return new TopicCreationConfig(
        settings.get(TopicDefaultKeys.AUTO_CREATE_TOPICS_ENABLE),
        settings.get(TopicDefaultKeys.DELETE_TOPIC_ENABLE),
        settings.get(TopicDefaultKeys.NUM_PARTITIONS),
        settings.get(TopicDefaultKeys.DEFAULT_REPLICATION_FACTOR).shortValue());
  }
}
