package io.ottla.storage.dir;

import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.Uuid;

/**
 * A log and where it belongs.
 *
 * @param topicId {@link Uuid#ZERO} where the directory does not tell
 */
public record ManagedLog(
    PartitionName name, Uuid topicId, PartitionLog log, LogDirectory directory) {}
