package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.RecordVersions;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.AssignReplicasToDirsRequest;
import io.ottla.wire.message.AssignReplicasToDirsRequest.DirectoryData;
import io.ottla.wire.message.AssignReplicasToDirsRequest.PartitionData;
import io.ottla.wire.message.AssignReplicasToDirsRequest.TopicData;
import io.ottla.wire.message.AssignReplicasToDirsResponse;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AssignReplicasToDirs (73), v0. A broker says which of its log directories hold its replicas
 * (KIP-858). A replica that it moves into a directory that has failed loses its leadership; one
 * that had no leader for want of a directory may get one.
 *
 * <p>Checks, in order: the {@code metadata.version} knows directories (3.7); the broker's epoch;
 * per partition: topic and partition exist; the broker holds a replica.
 */
final class AssignReplicasToDirs
    implements Decider<AssignReplicasToDirsRequest, AssignReplicasToDirsResponse> {
  @Override
  public Decision<AssignReplicasToDirsResponse> decide(
      Scene scene, AssignReplicasToDirsRequest request) {
    if (!RecordVersions.knowsDirectories(scene.image().features().metadataVersion())) {
      return Decision.readOnly(refuse(request, ErrorCode.UNSUPPORTED_VERSION));
    }
    BrokerRegistration broker = scene.image().cluster().broker(request.brokerId());
    if (broker == null || broker.epoch() != request.brokerEpoch()) {
      return Decision.readOnly(refuse(request, ErrorCode.STALE_BROKER_EPOCH));
    }
    List<MetadataRecord> records = new ArrayList<>();
    List<AssignReplicasToDirsResponse.DirectoryData> directories = new ArrayList<>();
    for (DirectoryData directory : request.directories()) {
      List<AssignReplicasToDirsResponse.TopicData> topics = new ArrayList<>();
      for (TopicData topic : directory.topics()) {
        TopicImage known = scene.image().topic(topic.topicId());
        List<AssignReplicasToDirsResponse.PartitionData> partitions = new ArrayList<>();
        for (PartitionData partition : topic.partitions()) {
          ErrorCode error =
              assign(
                  known,
                  partition.partitionIndex(),
                  broker.id(),
                  directory.id(),
                  scene.partitionRecordVersion(),
                  records);
          partitions.add(
              new AssignReplicasToDirsResponse.PartitionData(
                  partition.partitionIndex(), error.code()));
        }
        topics.add(new AssignReplicasToDirsResponse.TopicData(topic.topicId(), partitions));
      }
      directories.add(new AssignReplicasToDirsResponse.DirectoryData(directory.id(), topics));
    }
    boolean isAnyOffline =
        request.directories().stream().anyMatch(directory -> !broker.isOnline(directory.id()));
    if (isAnyOffline || isAnyWithoutLeader(scene.image(), request)) {
      MetadataImage assigned = scene.image();
      for (MetadataRecord record : records) {
        assigned = assigned.replay(record.message());
      }
      records.addAll(Election.afterBrokerChange(assigned, broker.id()));
    }
    return new Decision<>(
        records, AssignReplicasToDirsResponse.builder().directories(directories).build());
  }

  @Override
  public AssignReplicasToDirsResponse refuse(AssignReplicasToDirsRequest request, ErrorCode error) {
    return AssignReplicasToDirsResponse.builder().errorCode(error.code()).build();
  }

  /** Whether a partition may get a leader by the change: its directory was not known to serve. */
  private static boolean isAnyWithoutLeader(
      MetadataImage image, AssignReplicasToDirsRequest request) {
    return request.directories().stream()
        .flatMap(directory -> directory.topics().stream())
        .anyMatch(topic -> isAnyWithoutLeader(image.topic(topic.topicId()), topic));
  }

  private static boolean isAnyWithoutLeader(@Nullable TopicImage topic, TopicData wanted) {
    return topic != null
        && wanted.partitions().stream()
            .map(partition -> topic.partition(partition.partitionIndex()))
            .anyMatch(known -> known != null && known.leader() == PartitionImage.NO_LEADER);
  }

  private static ErrorCode assign(
      @Nullable TopicImage topic,
      int number,
      int brokerId,
      Uuid directory,
      short version,
      List<MetadataRecord> records) {
    if (topic == null) {
      return ErrorCode.UNKNOWN_TOPIC_ID;
    }
    PartitionImage partition = topic.partition(number);
    if (partition == null) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    int slot = partition.replicas().indexOf(brokerId);
    if (slot < 0) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    if (!partition.directories().get(slot).equals(directory)) {
      List<Uuid> directories = new ArrayList<>(partition.directories());
      directories.set(slot, directory);
      PartitionChangeRecord change =
          PartitionChangeRecord.builder()
              .topicId(topic.id())
              .partitionId(number)
              .directories(directories)
              .build();
      records.add(new MetadataRecord(change, version));
    }
    return ErrorCode.NONE;
  }
}
