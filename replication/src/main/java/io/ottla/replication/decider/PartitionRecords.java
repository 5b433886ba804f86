package io.ottla.replication.decider;

import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.image.DirectoryId;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;

/** The records that create partitions. */
final class PartitionRecords {
  private PartitionRecords() {}

  /** A new partition: every replica that may lead is in sync, and the first of them leads. */
  static MetadataRecord create(Scene scene, Uuid topicId, int partition, List<Integer> replicas) {
    ClusterImage cluster = scene.image().cluster();
    short version = scene.partitionRecordVersion();
    List<Integer> isr = inSync(replicas, cluster);
    PartitionRecord record =
        PartitionRecord.builder()
            .topicId(topicId)
            .partitionId(partition)
            .replicas(replicas)
            .directories(version >= 1 ? directories(replicas, cluster) : List.of())
            .isr(isr)
            .leader(isr.get(0))
            .leaderEpoch(0)
            .partitionEpoch(0)
            .build();
    return new MetadataRecord(record, version);
  }

  /** Those of the replicas that may lead. */
  static List<Integer> inSync(List<Integer> replicas, ClusterImage cluster) {
    List<Integer> isr = new ArrayList<>(replicas.size());
    for (Integer replica : replicas) {
      BrokerRegistration broker = cluster.broker(replica);
      if (broker != null && broker.isActive()) {
        isr.add(replica);
      }
    }
    return isr;
  }

  private static List<Uuid> directories(List<Integer> replicas, ClusterImage cluster) {
    List<Uuid> directories = new ArrayList<>(replicas.size());
    for (Integer replica : replicas) {
      BrokerRegistration broker = cluster.broker(replica);
      directories.add(broker == null ? DirectoryId.UNASSIGNED : broker.defaultDirectory());
    }
    return directories;
  }
}
