package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.ListPartitionReassignmentsRequest;
import io.ottla.wire.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.ottla.wire.message.ListPartitionReassignmentsResponse;
import io.ottla.wire.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.ottla.wire.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ListPartitionReassignments (46), v0: the partitions whose replicas are being moved, of the topics
 * asked for or of all. What does not exist is left out.
 */
final class ListPartitionReassignments
    implements Decider<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> {
  @Override
  public Decision<ListPartitionReassignmentsResponse> decide(
      Scene scene, ListPartitionReassignmentsRequest request) {
    List<OngoingTopicReassignment> results = new ArrayList<>();
    List<ListPartitionReassignmentsTopics> wanted = request.topics();
    if (wanted == null) {
      for (TopicImage topic : scene.image().topics().topics()) {
        add(topic, topic.partitions().keySet(), results);
      }
    } else {
      wanted.forEach(w -> add(scene.image().topic(w.name()), w.partitionIndexes(), results));
    }
    return Decision.readOnly(
        ListPartitionReassignmentsResponse.builder().errorMessage(null).topics(results).build());
  }

  @Override
  public ListPartitionReassignmentsResponse refuse(
      ListPartitionReassignmentsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return ListPartitionReassignmentsResponse.builder()
        .errorCode(reason.code())
        .errorMessage(reason.message())
        .build();
  }

  private static void add(
      @Nullable TopicImage topic, Collection<Integer> ids, List<OngoingTopicReassignment> results) {
    if (topic == null) {
      return;
    }
    List<OngoingPartitionReassignment> ongoing = new ArrayList<>();
    for (Integer id : ids) {
      PartitionImage partition = topic.partition(id);
      if (partition != null && partition.isReassigning()) {
        ongoing.add(
            new OngoingPartitionReassignment(
                id,
                partition.replicas(),
                partition.addingReplicas(),
                partition.removingReplicas()));
      }
    }
    if (!ongoing.isEmpty()) {
      results.add(new OngoingTopicReassignment(topic.name(), ongoing));
    }
  }
}
