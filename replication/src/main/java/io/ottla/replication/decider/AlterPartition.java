package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.AlterPartitionRequest;
import io.ottla.wire.message.AlterPartitionRequest.BrokerState;
import io.ottla.wire.message.AlterPartitionResponse;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AlterPartition (56), v2–3. A leader proposes another ISR; the partition epoch it knew must still
 * be the current one.
 *
 * <p>Checks, in order: the broker's epoch; topic and partition exist; leader epoch and partition
 * epoch are not from the future and not old; the broker leads; the ISR is of replicas and holds the
 * leader; a recovering leader stays alone until it has recovered (KIP-704); every member may lead
 * and is of the registration that the leader has seen (KIP-841, KIP-903).
 */
final class AlterPartition implements Decider<AlterPartitionRequest, AlterPartitionResponse> {
  private static final int FIRST_VERSION_WITH_EPOCHS = 3;
  private static final byte RECOVERED = 0;
  private static final long ANY_EPOCH = -1;

  @Override
  public Decision<AlterPartitionResponse> decide(Scene scene, AlterPartitionRequest request) {
    BrokerRegistration broker = scene.image().cluster().broker(request.brokerId());
    if (broker == null || broker.epoch() != request.brokerEpoch()) {
      return Decision.readOnly(refuse(request, ErrorCode.STALE_BROKER_EPOCH));
    }
    List<MetadataRecord> records = new ArrayList<>();
    List<AlterPartitionResponse.TopicData> topics = new ArrayList<>();
    for (AlterPartitionRequest.TopicData topic : request.topics()) {
      TopicImage known = scene.image().topic(topic.topicId());
      List<AlterPartitionResponse.PartitionData> partitions = new ArrayList<>();
      for (AlterPartitionRequest.PartitionData change : topic.partitions()) {
        partitions.add(alter(scene, request.brokerId(), known, change, records));
      }
      topics.add(new AlterPartitionResponse.TopicData(topic.topicId(), partitions));
    }
    return new Decision<>(records, AlterPartitionResponse.builder().topics(topics).build());
  }

  @Override
  public AlterPartitionResponse refuse(AlterPartitionRequest request, ErrorCode error) {
    return AlterPartitionResponse.builder().errorCode(error.code()).build();
  }

  private static AlterPartitionResponse.PartitionData alter(
      Scene scene,
      int brokerId,
      @Nullable TopicImage topic,
      AlterPartitionRequest.PartitionData change,
      List<MetadataRecord> records) {
    if (topic == null) {
      return refused(change, ErrorCode.UNKNOWN_TOPIC_ID);
    }
    PartitionImage partition = topic.partition(change.partitionIndex());
    if (partition == null) {
      return refused(change, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    List<BrokerState> isr = isr(scene, change);
    ErrorCode error = check(brokerId, partition, change, isr);
    if (error == ErrorCode.NONE && !areEligible(isr, scene.image().cluster())) {
      error = ErrorCode.INELIGIBLE_REPLICA;
    }
    if (error != ErrorCode.NONE) {
      return refused(change, error);
    }
    PartitionChangeRecord record = record(topic, partition, change, isr);
    records.add(new MetadataRecord(record, scene.partitionRecordVersion()));
    return result(change, partition.with(record));
  }

  private static List<BrokerState> isr(Scene scene, AlterPartitionRequest.PartitionData change) {
    return scene.version() >= FIRST_VERSION_WITH_EPOCHS
        ? change.newIsrWithEpochs()
        : change.newIsr().stream().map(id -> new BrokerState(id, ANY_EPOCH)).toList();
  }

  private static ErrorCode check(
      int brokerId,
      PartitionImage partition,
      AlterPartitionRequest.PartitionData change,
      List<BrokerState> isr) {
    if (change.leaderEpoch() > partition.leaderEpoch()
        || change.partitionEpoch() > partition.partitionEpoch()) {
      return ErrorCode.NOT_CONTROLLER; // the leader has seen more than this node: it does not lead
    }
    if (change.leaderEpoch() < partition.leaderEpoch()) {
      return ErrorCode.FENCED_LEADER_EPOCH;
    }
    if (partition.leader() != brokerId) {
      return ErrorCode.INVALID_REQUEST;
    }
    if (change.partitionEpoch() < partition.partitionEpoch()) {
      return ErrorCode.INVALID_UPDATE_VERSION;
    }
    Set<Integer> members = new HashSet<>();
    boolean distinct = isr.stream().allMatch(s -> members.add(s.brokerId()));
    boolean stillRecovering = change.leaderRecoveryState() != RECOVERED;
    if (!distinct
        || !members.contains(brokerId)
        || !partition.replicas().containsAll(members)
        || (stillRecovering && members.size() > 1)
        || (stillRecovering && partition.leaderRecoveryState() == RECOVERED)) {
      return ErrorCode.INVALID_REQUEST;
    }
    return ErrorCode.NONE;
  }

  private static boolean areEligible(List<BrokerState> isr, ClusterImage cluster) {
    for (BrokerState member : isr) {
      BrokerRegistration broker = cluster.broker(member.brokerId());
      if (broker == null
          || !broker.isActive()
          || (member.brokerEpoch() != ANY_EPOCH && member.brokerEpoch() != broker.epoch())) {
        return false;
      }
    }
    return true;
  }

  private static PartitionChangeRecord record(
      TopicImage topic,
      PartitionImage partition,
      AlterPartitionRequest.PartitionData change,
      List<BrokerState> isr) {
    PartitionChangeRecord.Builder record =
        PartitionChangeRecord.builder()
            .topicId(topic.id())
            .partitionId(change.partitionIndex())
            .isr(isr.stream().map(BrokerState::brokerId).toList());
    if (change.leaderRecoveryState() != partition.leaderRecoveryState()) {
      record.leaderRecoveryState(change.leaderRecoveryState());
    }
    return record.build();
  }

  private static AlterPartitionResponse.PartitionData refused(
      AlterPartitionRequest.PartitionData change, ErrorCode error) {
    return AlterPartitionResponse.PartitionData.builder()
        .partitionIndex(change.partitionIndex())
        .errorCode(error.code())
        .build();
  }

  private static AlterPartitionResponse.PartitionData result(
      AlterPartitionRequest.PartitionData change, PartitionImage partition) {
    return AlterPartitionResponse.PartitionData.builder()
        .partitionIndex(change.partitionIndex())
        .leaderId(partition.leader())
        .leaderEpoch(partition.leaderEpoch())
        .isr(partition.isr())
        .leaderRecoveryState(partition.leaderRecoveryState())
        .partitionEpoch(partition.partitionEpoch())
        .build();
  }
}
