package io.ottla.replication.partition;

import io.ottla.storage.log.LogConfig;

/**
 * The settings of a topic that its partitions follow.
 *
 * @param minInsyncReplicas of those that there are; with fewer {@code acks=all} is refused
 */
public record TopicSettings(LogConfig log, int minInsyncReplicas) {}
