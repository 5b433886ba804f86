package io.ottla.replication.partition;

import io.ottla.replication.image.MetadataImage;

/** Knows the settings of a topic: its own, the broker's for all topics, and the defaults. */
public interface TopicSettingsSource {
  /** The settings of the topic in the image. From any thread. */
  TopicSettings settings(MetadataImage image, String topic);
}
