package io.ottla.replication.decider;

import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.RecordVersions;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who leads a partition when brokers and their log directories come and go: a member of the ISR,
 * else one of the eligible leader replicas.
 */
final class Election {
  /** The leader was not in sync and must see to what was lost (KIP-704). */
  static final byte RECOVERING = 1;

  private Election() {}

  /**
   * The changes of all partitions that have the broker as a replica, after its registration in the
   * image has changed: a broker that may not lead leaves the ISR (unless no one else is left in it)
   * and loses its leaderships; a partition without a leader gets one where possible.
   */
  static List<MetadataRecord> afterBrokerChange(MetadataImage image, int brokerId) {
    short version = RecordVersions.partition(image.features().metadataVersion());
    List<MetadataRecord> records = new ArrayList<>();
    for (TopicImage topic : image.topics().topics()) {
      topic
          .partitions()
          .forEach(
              (id, partition) -> {
                if (partition.replicas().contains(brokerId)) {
                  PartitionChangeRecord change = change(topic.id(), id, partition, image.cluster());
                  if (change != null) {
                    records.add(new MetadataRecord(change, version));
                  }
                }
              });
    }
    return records;
  }

  private static @Nullable PartitionChangeRecord change(
      Uuid topicId, int id, PartitionImage partition, ClusterImage cluster) {
    List<Integer> isr = remaining(partition, cluster);
    int leader = leader(partition, isr, cluster);
    if (leader == PartitionImage.NO_LEADER) {
      Integer eligible = eligible(partition, cluster);
      if (eligible != null) {
        return fromEligible(topicId, id, partition, eligible);
      }
    }
    boolean sameIsr = isr.equals(partition.isr());
    if (sameIsr && leader == partition.leader()) {
      return null;
    }
    PartitionChangeRecord.Builder change =
        PartitionChangeRecord.builder().topicId(topicId).partitionId(id);
    if (!sameIsr) {
      change.isr(isr);
    }
    if (leader != partition.leader()) {
      change.leader(leader);
    }
    return change.build();
  }

  /**
   * A replica outside the ISR that may lead without loss (KIP-966); null when there is none.
   * Written by Apache Kafka only, which empties the ISR into these when the last member is fenced.
   */
  private static @Nullable Integer eligible(PartitionImage partition, ClusterImage cluster) {
    for (Integer replica : partition.replicas()) {
      if (partition.elr().contains(replica) && mayLead(replica, partition, cluster)) {
        return replica;
      }
    }
    boolean nobodyElse = partition.isr().isEmpty() && partition.elr().isEmpty();
    if (nobodyElse && partition.lastKnownElr().size() == 1) {
      Integer last = partition.lastKnownElr().get(0);
      return mayLead(last, partition, cluster) ? last : null;
    }
    return null;
  }

  private static PartitionChangeRecord fromEligible(
      Uuid topicId, int id, PartitionImage partition, Integer leader) {
    List<Integer> others = new ArrayList<>(partition.elr());
    boolean wasEligible = others.remove(leader);
    PartitionChangeRecord.Builder change =
        PartitionChangeRecord.builder()
            .topicId(topicId)
            .partitionId(id)
            .isr(List.of(leader))
            .leader(leader)
            .eligibleLeaderReplicas(others)
            .lastKnownElr(List.of());
    return wasEligible ? change.build() : change.leaderRecoveryState(RECOVERING).build();
  }

  /** The ISR without those that may not lead; as it was when that would leave no one. */
  private static List<Integer> remaining(PartitionImage partition, ClusterImage cluster) {
    List<Integer> active = new ArrayList<>(partition.isr());
    active.removeIf(id -> !mayLead(id, partition, cluster));
    return active.isEmpty() ? partition.isr() : active;
  }

  private static int leader(PartitionImage partition, List<Integer> isr, ClusterImage cluster) {
    if (isr.contains(partition.leader()) && mayLead(partition.leader(), partition, cluster)) {
      return partition.leader();
    }
    for (Integer replica : partition.replicas()) {
      if (isr.contains(replica) && mayLead(replica, partition, cluster)) {
        return replica;
      }
    }
    return PartitionImage.NO_LEADER;
  }

  /** Whether a broker may lead a partition: it serves, and so does the replica's directory. */
  static boolean mayLead(int id, PartitionImage partition, ClusterImage cluster) {
    BrokerRegistration broker = cluster.broker(id);
    Uuid directory = partition.directoryOf(id);
    return broker != null && broker.isActive() && (directory == null || broker.isOnline(directory));
  }
}
