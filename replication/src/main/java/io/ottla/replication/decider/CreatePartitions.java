package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ottla.wire.message.CreatePartitionsResponse;
import io.ottla.wire.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * CreatePartitions (37), v0–3. One row for each topic.
 *
 * <p>Checks, in order: the topic is named once, exists, and gets more partitions than it has; the
 * request stays within its limit; an assignment names as many partitions as are added, else the
 * brokers suffice for the topic's replication factor.
 */
final class CreatePartitions implements Decider<CreatePartitionsRequest, CreatePartitionsResponse> {
  @Override
  public Decision<CreatePartitionsResponse> decide(Scene scene, CreatePartitionsRequest request) {
    Set<String> seen = new HashSet<>();
    Set<String> duplicates = new HashSet<>();
    request.topics().forEach(t -> (seen.add(t.name()) ? seen : duplicates).add(t.name()));
    List<MetadataRecord> records = new ArrayList<>();
    List<CreatePartitionsTopicResult> results = new ArrayList<>();
    int budget = TopicPlan.MAX_PARTITIONS_PER_REQUEST;
    for (CreatePartitionsTopic topic : request.topics()) {
      if (duplicates.contains(topic.name())) {
        if (seen.remove(topic.name())) {
          results.add(
              result(topic, ApiError.of(ErrorCode.INVALID_REQUEST, "Duplicate topic name.")));
        }
        continue;
      }
      List<MetadataRecord> added = new ArrayList<>();
      ApiError error = add(scene, topic, budget, added);
      if (error.isNone() && !scene.context().quota().admits(added.size())) {
        error = ApiError.of(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
        added.clear();
      }
      budget -= added.size();
      records.addAll(added);
      results.add(result(topic, error));
    }
    CreatePartitionsResponse response =
        CreatePartitionsResponse.builder()
            .throttleTimeMs(scene.context().quota().throttleMs())
            .results(results)
            .build();
    return request.validateOnly() ? Decision.readOnly(response) : new Decision<>(records, response);
  }

  @Override
  public CreatePartitionsResponse refuse(CreatePartitionsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return CreatePartitionsResponse.builder()
        .results(request.topics().stream().map(t -> result(t, reason)).toList())
        .build();
  }

  private static ApiError add(
      Scene scene, CreatePartitionsTopic wanted, int budget, List<MetadataRecord> added) {
    TopicImage topic = scene.image().topic(wanted.name());
    if (topic == null) {
      return ApiError.of(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "This server does not host this topic-partition.");
    }
    int current = topic.partitionCount();
    int count = wanted.count() - current;
    ApiError error = checkCount(wanted, current);
    if (error.isNone()) {
      error = TopicPlan.checkBudget(count, budget);
    }
    if (!error.isNone()) {
      return error;
    }
    List<CreatePartitionsAssignment> assignments = wanted.assignments();
    return assignments == null
        ? addPlaced(scene, topic, wanted.count(), added)
        : addAssigned(scene, topic, assignments, count, added);
  }

  private static ApiError checkCount(CreatePartitionsTopic wanted, int current) {
    if (wanted.count() == current) {
      return ApiError.of(
          ErrorCode.INVALID_PARTITIONS, "Topic already has " + current + " partition(s).");
    }
    if (wanted.count() < current) {
      return ApiError.of(
          ErrorCode.INVALID_PARTITIONS,
          "The topic "
              + wanted.name()
              + " currently has "
              + current
              + " partition(s); "
              + wanted.count()
              + " would not be an increase.");
    }
    return ApiError.NONE;
  }

  private static ApiError addPlaced(
      Scene scene, TopicImage topic, int newCount, List<MetadataRecord> added) {
    int factor = replicationFactor(topic);
    Placement placement =
        Placement.over(scene.image().cluster(), topic.id().leastSignificantBits());
    ApiError error = placement.check(factor);
    for (int i = topic.partitionCount(); error.isNone() && i < newCount; i++) {
      added.add(PartitionRecords.create(scene, topic.id(), i, placement.replicas(i, factor)));
    }
    return error;
  }

  private static ApiError addAssigned(
      Scene scene,
      TopicImage topic,
      List<CreatePartitionsAssignment> assignments,
      int count,
      List<MetadataRecord> added) {
    if (assignments.size() != count) {
      return Placement.invalidAssignment(
          "Attempted to add "
              + count
              + " additional partition(s), but only "
              + assignments.size()
              + " assignment(s) were specified.");
    }
    int factor = replicationFactor(topic);
    int partition = topic.partitionCount();
    List<MetadataRecord> records = new ArrayList<>();
    for (CreatePartitionsAssignment assignment : assignments) {
      ApiError error =
          Placement.checkManual(assignment.brokerIds(), factor, partition, scene.image().cluster());
      if (!error.isNone()) {
        return error;
      }
      records.add(PartitionRecords.create(scene, topic.id(), partition++, assignment.brokerIds()));
    }
    added.addAll(records);
    return ApiError.NONE;
  }

  private static int replicationFactor(TopicImage topic) {
    PartitionImage first = topic.partition(0);
    return first == null ? 1 : first.replicas().size();
  }

  private static CreatePartitionsTopicResult result(CreatePartitionsTopic topic, ApiError error) {
    return new CreatePartitionsTopicResult(topic.name(), error.code(), error.message());
  }
}
