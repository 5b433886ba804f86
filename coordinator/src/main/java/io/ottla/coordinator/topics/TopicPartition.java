package io.ottla.coordinator.topics;

/** A partition of a topic, by name. */
public record TopicPartition(String topic, int partition) {}
