package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import org.jspecify.annotations.Nullable;

/** Finds the replicas that this broker leads, by name as clients give it. */
public final class Replicas {
  private final MetadataView metadata;
  private final Lookup lookup;

  /** The replicas on this broker's disks. */
  public interface Lookup {
    /** Null when this broker holds no replica of the partition. */
    @Nullable Partition find(Uuid topicId, int partition);

    /** Why it holds none of a partition that exists. */
    default ErrorCode whyMissing(Uuid topicId, int partition) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    /** Those of the registry. */
    static Lookup in(PartitionRegistry registry) {
      return new Lookup() {
        @Override
        public @Nullable Partition find(Uuid topicId, int partition) {
          return registry.find(topicId, partition);
        }

        @Override
        public ErrorCode whyMissing(Uuid topicId, int partition) {
          return registry.whyMissing(topicId, partition);
        }
      };
    }
  }

  public Replicas(MetadataView metadata, Lookup lookup) {
    this.metadata = metadata;
    this.lookup = lookup;
  }

  /**
   * A replica, or why there is none.
   *
   * @param partition not null without an error
   */
  record Found(ErrorCode error, @Nullable Partition partition) {
    private static Found failed(ErrorCode error) {
      return new Found(error, null);
    }
  }

  /**
   * The leader of a partition. Checks, in order: it exists, a replica is here, its disk works, the
   * leader epoch, it leads.
   *
   * @param currentLeaderEpoch that the client knows, or −1
   */
  Found leader(String topic, int partition, int currentLeaderEpoch) {
    TopicImage image = metadata.image().topic(topic);
    if (image == null || image.partition(partition) == null) {
      return Found.failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    Partition replica = lookup.find(image.id(), partition);
    if (replica == null) {
      return Found.failed(lookup.whyMissing(image.id(), partition));
    }
    if (replica.isOffline()) {
      return Found.failed(ErrorCode.KAFKA_STORAGE_ERROR);
    }
    ErrorCode error = replica.leadership().checkLeader(currentLeaderEpoch);
    return error == ErrorCode.NONE ? new Found(error, replica) : Found.failed(error);
  }
}
