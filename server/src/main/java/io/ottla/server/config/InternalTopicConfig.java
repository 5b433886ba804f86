package io.ottla.server.config;

/** How a topic that coordinators write to is created. */
public record InternalTopicConfig(int partitions, short replicationFactor, int segmentBytes) {}
