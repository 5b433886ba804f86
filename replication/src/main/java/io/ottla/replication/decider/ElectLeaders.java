package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.ElectLeadersRequest.TopicPartitions;
import io.ottla.wire.message.ElectLeadersResponse;
import io.ottla.wire.message.ElectLeadersResponse.PartitionResult;
import io.ottla.wire.message.ElectLeadersResponse.ReplicaElectionResult;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders (43), v0–2. Makes the preferred replica the leader, or any live replica of a
 * partition that has none (unclean). Without a list of partitions it is about all of them, and
 * those where nothing was to do are not answered.
 *
 * <p>Checks, in order: the type of election is known; the topic and the partition exist; an
 * election is needed; the wanted leader may lead and, unless unclean, is in sync.
 */
final class ElectLeaders implements Decider<ElectLeadersRequest, ElectLeadersResponse> {
  private static final byte PREFERRED = 0;
  private static final byte UNCLEAN = 1;

  @Override
  public Decision<ElectLeadersResponse> decide(Scene scene, ElectLeadersRequest request) {
    byte type = request.electionType();
    if (type != PREFERRED && type != UNCLEAN) {
      return Decision.readOnly(refuse(request, ErrorCode.INVALID_REQUEST));
    }
    List<MetadataRecord> records = new ArrayList<>();
    List<ReplicaElectionResult> results = new ArrayList<>();
    List<TopicPartitions> wanted = request.topicPartitions();
    for (TopicPartitions topic : wanted == null ? everything(scene) : wanted) {
      List<PartitionResult> partitions = new ArrayList<>();
      for (Integer partition : topic.partitions()) {
        ApiError error = elect(scene, type, topic.topic(), partition, records);
        if (wanted != null || error.error() != ErrorCode.ELECTION_NOT_NEEDED) {
          partitions.add(new PartitionResult(partition, error.code(), error.message()));
        }
      }
      if (!partitions.isEmpty()) {
        results.add(new ReplicaElectionResult(topic.topic(), partitions));
      }
    }
    return new Decision<>(
        records, ElectLeadersResponse.builder().replicaElectionResults(results).build());
  }

  @Override
  public ElectLeadersResponse refuse(ElectLeadersRequest request, ErrorCode error) {
    return ElectLeadersResponse.builder().errorCode(error.code()).build();
  }

  private static List<TopicPartitions> everything(Scene scene) {
    return scene.image().topics().topics().stream()
        .map(t -> new TopicPartitions(t.name(), List.copyOf(t.partitions().keySet())))
        .toList();
  }

  private static ApiError elect(
      Scene scene, byte type, String name, int id, List<MetadataRecord> records) {
    TopicImage topic = scene.image().topic(name);
    PartitionImage partition = topic == null ? null : topic.partition(id);
    if (topic == null || partition == null) {
      return ApiError.of(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          topic == null ? "No such topic as " + name : "No such partition as " + name + "-" + id);
    }
    boolean needed =
        type == PREFERRED
            ? partition.leader() != partition.preferredLeader()
            : partition.leader() == PartitionImage.NO_LEADER;
    if (!needed) {
      return ApiError.of(
          ErrorCode.ELECTION_NOT_NEEDED, "Leader election not needed for topic partition.");
    }
    Integer leader = candidate(type, partition, scene.image().cluster());
    if (leader == null) {
      return ApiError.of(
          type == PREFERRED
              ? ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE
              : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE);
    }
    records.add(change(scene, topic, id, partition, leader));
    return ApiError.NONE;
  }

  private static @Nullable Integer candidate(
      byte type, PartitionImage partition, ClusterImage cluster) {
    if (type == PREFERRED) {
      int preferred = partition.preferredLeader();
      return partition.isr().contains(preferred) && Election.mayLead(preferred, partition, cluster)
          ? preferred
          : null;
    }
    for (Integer replica : partition.replicas()) {
      if (Election.mayLead(replica, partition, cluster)) {
        return replica;
      }
    }
    return null;
  }

  private static MetadataRecord change(
      Scene scene, TopicImage topic, int id, PartitionImage partition, int leader) {
    PartitionChangeRecord.Builder change =
        PartitionChangeRecord.builder().topicId(topic.id()).partitionId(id).leader(leader);
    if (!partition.isr().contains(leader)) {
      // KIP-704: what the new leader lacks is lost, and it must recover before others join
      change.isr(List.of(leader)).leaderRecoveryState(Election.RECOVERING);
    }
    return new MetadataRecord(change.build(), scene.partitionRecordVersion());
  }
}
