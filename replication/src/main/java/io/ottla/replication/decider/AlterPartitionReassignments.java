package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ottla.wire.message.AlterPartitionReassignmentsResponse;
import io.ottla.wire.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import io.ottla.wire.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * AlterPartitionReassignments (45), v0–1. Each partition by itself: another order of the replicas
 * that it has is recorded at once. Moving replicas to other brokers is not supported yet and
 * refused; on a single node there is no other broker.
 *
 * <p>Checks, in order: topic and partition exist; without replicas (a cancellation), that something
 * is under way; the replicas are registered brokers, each once; they are those the partition has.
 */
final class AlterPartitionReassignments
    implements Decider<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> {
  @Override
  public Decision<AlterPartitionReassignmentsResponse> decide(
      Scene scene, AlterPartitionReassignmentsRequest request) {
    List<MetadataRecord> records = new ArrayList<>();
    List<ReassignableTopicResponse> results = new ArrayList<>();
    for (ReassignableTopic topic : request.topics()) {
      List<ReassignablePartitionResponse> partitions = new ArrayList<>();
      for (ReassignablePartition change : topic.partitions()) {
        ApiError error = reassign(scene, topic.name(), change, records);
        partitions.add(
            new ReassignablePartitionResponse(
                change.partitionIndex(), error.code(), error.message()));
      }
      results.add(new ReassignableTopicResponse(topic.name(), partitions));
    }
    AlterPartitionReassignmentsResponse response =
        AlterPartitionReassignmentsResponse.builder()
            .allowReplicationFactorChange(request.allowReplicationFactorChange())
            .errorMessage(null)
            .responses(results)
            .build();
    return new Decision<>(records, response);
  }

  @Override
  public AlterPartitionReassignmentsResponse refuse(
      AlterPartitionReassignmentsRequest request, ErrorCode error) {
    return AlterPartitionReassignmentsResponse.builder()
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private static ApiError reassign(
      Scene scene, String name, ReassignablePartition change, List<MetadataRecord> records) {
    TopicImage topic = scene.image().topic(name);
    if (topic == null) {
      return ApiError.of(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "Unable to find a topic named " + name + ".");
    }
    PartitionImage partition = topic.partition(change.partitionIndex());
    if (partition == null) {
      return ApiError.of(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          "Unable to find partition " + name + ":" + change.partitionIndex() + ".");
    }
    List<Integer> replicas = change.replicas();
    if (replicas == null) {
      return ApiError.of(
          ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, "No partition reassignment is in progress.");
    }
    ApiError error = Placement.checkManual(replicas, scene.image().cluster());
    if (!error.isNone()) {
      return error;
    }
    if (!new HashSet<>(replicas).equals(new HashSet<>(partition.replicas()))) {
      return Placement.invalidAssignment("Moving replicas between brokers is not supported.");
    }
    if (!replicas.equals(partition.replicas())) {
      records.add(reordered(scene, topic, change.partitionIndex(), partition, replicas));
    }
    return ApiError.NONE;
  }

  private static MetadataRecord reordered(
      Scene scene, TopicImage topic, int id, PartitionImage partition, List<Integer> replicas) {
    short version = scene.partitionRecordVersion();
    PartitionChangeRecord.Builder record =
        PartitionChangeRecord.builder().topicId(topic.id()).partitionId(id).replicas(replicas);
    if (version >= 1) {
      List<Uuid> directories = new ArrayList<>();
      for (Integer replica : replicas) {
        directories.add(partition.directories().get(partition.replicas().indexOf(replica)));
      }
      record.directories(directories);
    }
    return new MetadataRecord(record.build(), version);
  }
}
