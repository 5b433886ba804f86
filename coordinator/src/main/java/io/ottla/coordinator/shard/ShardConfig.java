package io.ottla.coordinator.shard;

import io.ottla.wire.compress.Compression;

/**
 * The settings of the shards of one internal topic.
 *
 * @param topic the topic's name, for logs
 * @param commitTimeoutMs how long a response waits for its records to be committed
 * @param loadBufferBytes how much of the log is replayed at a time
 * @param maxBatchBytes the size from which records that need not stand together are split
 * @param compression of the batches
 */
public record ShardConfig(
    String topic,
    int commitTimeoutMs,
    int loadBufferBytes,
    int maxBatchBytes,
    Compression compression) {}
