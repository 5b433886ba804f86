package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The partitions of a new topic and the records that create it, or why it cannot be.
 *
 * <p>Checks, in order: counts are set or left to the defaults but not beside an assignment; they
 * are positive; the request asks for no more than {@link #MAX_PARTITIONS_PER_REQUEST}; brokers for
 * the replicas exist and one of each partition may lead.
 */
record TopicPlan(
    ApiError error,
    Uuid topicId,
    int partitionCount,
    int replicationFactor,
    List<MetadataRecord> records) {
  /** The most partitions that one request may create. */
  static final int MAX_PARTITIONS_PER_REQUEST = 10_000;

  private static final int DEFAULT = -1;

  static TopicPlan refused(ApiError error) {
    return new TopicPlan(error, Uuid.ZERO, 0, 0, List.of());
  }

  /** Plans a topic whose name and configuration are fine. */
  static TopicPlan of(
      Scene scene, ControllerSettings settings, CreatableTopic topic, int partitionBudget) {
    ApiError error = checkCounts(topic);
    if (!error.isNone()) {
      return refused(error);
    }
    Uuid topicId = scene.newIds().get();
    return topic.assignments().isEmpty()
        ? placed(scene, settings, topic, topicId, partitionBudget)
        : assigned(scene, topic, topicId, partitionBudget);
  }

  private static ApiError checkCounts(CreatableTopic topic) {
    boolean manual = !topic.assignments().isEmpty();
    if (manual && topic.replicationFactor() != DEFAULT) {
      return ApiError.of(
          ErrorCode.INVALID_REQUEST,
          "A manual partition assignment was specified, but replication factor was not set to -1.");
    }
    if (manual && topic.numPartitions() != DEFAULT) {
      return ApiError.of(
          ErrorCode.INVALID_REQUEST,
          "A manual partition assignment was specified, but numPartitions was not set to -1.");
    }
    if (topic.replicationFactor() < DEFAULT || topic.replicationFactor() == 0) {
      return ApiError.of(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          "Replication factor must be larger than 0, or -1 to use the default value.");
    }
    if (topic.numPartitions() < DEFAULT || topic.numPartitions() == 0) {
      return ApiError.of(
          ErrorCode.INVALID_PARTITIONS,
          "Number of partitions was set to an invalid non-positive value.");
    }
    return ApiError.NONE;
  }

  static ApiError checkBudget(int partitionCount, int partitionBudget) {
    return partitionCount <= partitionBudget
        ? ApiError.NONE
        : ApiError.of(
            ErrorCode.POLICY_VIOLATION, "Excessively large number of partitions per request.");
  }

  private static TopicPlan placed(
      Scene scene, ControllerSettings settings, CreatableTopic topic, Uuid id, int budget) {
    int count =
        topic.numPartitions() == DEFAULT ? settings.defaultPartitions() : topic.numPartitions();
    int factor =
        topic.replicationFactor() == DEFAULT
            ? settings.defaultReplicationFactor()
            : topic.replicationFactor();
    ApiError error = checkBudget(count, budget);
    Placement placement = Placement.over(scene.image().cluster(), id.leastSignificantBits());
    if (error.isNone()) {
      error = placement.check(factor);
    }
    if (!error.isNone()) {
      return refused(error);
    }
    List<MetadataRecord> records = topicRecords(topic, id);
    for (int partition = 0; partition < count; partition++) {
      List<Integer> replicas = placement.replicas(partition, factor);
      records.add(PartitionRecords.create(scene, id, partition, replicas));
    }
    return new TopicPlan(ApiError.NONE, id, count, factor, records);
  }

  private static TopicPlan assigned(Scene scene, CreatableTopic topic, Uuid id, int budget) {
    TreeMap<Integer, List<Integer>> assignments = new TreeMap<>();
    for (CreatableReplicaAssignment assignment : topic.assignments()) {
      if (assignments.put(assignment.partitionIndex(), assignment.brokerIds()) != null) {
        return refused(
            Placement.invalidAssignment(
                "Found multiple manual partition assignments for partition "
                    + assignment.partitionIndex()));
      }
    }
    int count = assignments.size();
    int factor = topic.assignments().get(0).brokerIds().size();
    ApiError error = checkBudget(count, budget);
    if (error.isNone()) {
      error = checkAssignments(assignments, factor, scene.image().cluster());
    }
    if (!error.isNone()) {
      return refused(error);
    }
    List<MetadataRecord> records = topicRecords(topic, id);
    assignments.forEach(
        (partition, replicas) ->
            records.add(PartitionRecords.create(scene, id, partition, replicas)));
    return new TopicPlan(ApiError.NONE, id, count, factor, records);
  }

  private static ApiError checkAssignments(
      TreeMap<Integer, List<Integer>> assignments, int factor, ClusterImage cluster) {
    for (var assignment : assignments.entrySet()) {
      ApiError error =
          Placement.checkManual(assignment.getValue(), factor, assignment.getKey(), cluster);
      if (!error.isNone()) {
        return error;
      }
    }
    return assignments.firstKey() == 0 && assignments.lastKey() == assignments.size() - 1
        ? ApiError.NONE
        : Placement.invalidAssignment(
            "partitions should be a consecutive 0-based integer sequence");
  }

  private static List<MetadataRecord> topicRecords(CreatableTopic topic, Uuid id) {
    List<MetadataRecord> records = new ArrayList<>();
    records.add(MetadataRecord.of(new TopicRecord(topic.name(), id)));
    ConfigResource resource = ConfigResource.topic(topic.name());
    TopicConfigs.values(topic).forEach((name, value) -> records.add(resource.set(name, value)));
    return records;
  }
}
