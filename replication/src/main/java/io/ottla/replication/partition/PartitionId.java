package io.ottla.replication.partition;

import io.ottla.wire.protocol.Uuid;

/**
 * A partition of one incarnation of a topic: a topic made again under the same name has another id.
 */
public record PartitionId(Uuid topicId, String topic, int partition) {
  /** The name of its directory. */
  public String directoryName() {
    return topic + '-' + partition;
  }

  @Override
  public String toString() {
    return directoryName();
  }
}
