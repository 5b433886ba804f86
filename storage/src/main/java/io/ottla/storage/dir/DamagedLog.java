package io.ottla.storage.dir;

import io.ottla.storage.log.OpenPoint;
import io.ottla.wire.protocol.Uuid;

/**
 * A log that could not be opened because it is damaged. It stays as it is, and so does what the
 * checkpoints say of it.
 *
 * @param topicId {@link Uuid#ZERO} where the directory does not tell
 */
record DamagedLog(PartitionName name, Uuid topicId, LogDirectory directory, OpenPoint point) {
  boolean mayBe(PartitionName wanted, Uuid wantedTopicId) {
    return name.equals(wanted) && (topicId.isZero() || topicId.equals(wantedTopicId));
  }
}
