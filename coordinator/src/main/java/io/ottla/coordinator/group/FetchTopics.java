package io.ottla.coordinator.group;

import io.ottla.coordinator.group.offsets.FetchVerb;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;

/**
 * The shapes of OffsetFetch: one group before v8, many from then on; topics by name before v10, by
 * id from then on. Inside, every version is many groups by name.
 */
record FetchTopics(TopicCatalog catalog, short version) {
  private static final short FIRST_BY_ID = 10;
  private static final short FIRST_WITH_ERROR_OF_GROUP = 2;

  /** The group of a request before v8. */
  static OffsetFetchRequestGroup single(OffsetFetchRequest request) {
    List<OffsetFetchRequest.OffsetFetchRequestTopic> topics = request.topics();
    return OffsetFetchRequestGroup.builder()
        .groupId(request.groupId())
        .topics(
            topics == null
                ? null
                : topics.stream()
                    .map(
                        topic ->
                            new OffsetFetchRequestTopics(
                                topic.name(), Uuid.ZERO, topic.partitionIndexes()))
                    .toList())
        .build();
  }

  /** The response before v8. v1 has no error but those of partitions. */
  OffsetFetchResponse singleResponse(
      OffsetFetchRequest request, OffsetFetchResponseGroup response) {
    boolean spread =
        version < FIRST_WITH_ERROR_OF_GROUP && response.errorCode() != ErrorCode.NONE.code();
    List<OffsetFetchResponseTopics> topics =
        spread
            ? failedTopics(single(request), ErrorCode.of(response.errorCode()))
            : response.topics();
    return OffsetFetchResponse.builder()
        .errorCode(response.errorCode())
        .topics(topics.stream().map(FetchTopics::old).toList())
        .build();
  }

  private static List<OffsetFetchResponseTopics> failedTopics(
      OffsetFetchRequestGroup request, ErrorCode error) {
    List<OffsetFetchRequestTopics> topics = request.topics();
    return topics == null
        ? List.of()
        : topics.stream().map(topic -> failedTopic(topic, error)).toList();
  }

  private static OffsetFetchResponseTopics failedTopic(
      OffsetFetchRequestTopics topic, ErrorCode error) {
    List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
    topic.partitionIndexes().forEach(partition -> partitions.add(FetchVerb.none(partition, error)));
    return new OffsetFetchResponseTopics(topic.name(), topic.topicId(), partitions);
  }

  private static OffsetFetchResponseTopic old(OffsetFetchResponseTopics topic) {
    return new OffsetFetchResponseTopic(
        topic.name(),
        topic.partitions().stream()
            .map(
                partition ->
                    new OffsetFetchResponsePartition(
                        partition.partitionIndex(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        partition.metadata(),
                        partition.errorCode()))
            .toList());
  }

  /** The group's request with names for ids, without the ids that nobody knows. */
  OffsetFetchRequestGroup known(OffsetFetchRequestGroup group) {
    List<OffsetFetchRequestTopics> topics = group.topics();
    if (version < FIRST_BY_ID || topics == null) {
      return group;
    }
    List<OffsetFetchRequestTopics> named = new ArrayList<>();
    for (OffsetFetchRequestTopics topic : topics) {
      Topic found = catalog.byId(topic.topicId());
      if (found != null) {
        named.add(
            new OffsetFetchRequestTopics(found.name(), topic.topicId(), topic.partitionIndexes()));
      }
    }
    return group.toBuilder().topics(named).build();
  }

  /** The group's response with ids where they are asked for, and the ids that nobody knows. */
  OffsetFetchResponseGroup complete(
      OffsetFetchRequestGroup group, OffsetFetchResponseGroup response) {
    if (version < FIRST_BY_ID || response.errorCode() != ErrorCode.NONE.code()) {
      return response;
    }
    List<OffsetFetchRequestTopics> asked = group.topics();
    List<OffsetFetchResponseTopics> topics =
        asked == null ? identified(response) : withUnknown(asked, response);
    return new OffsetFetchResponseGroup(response.groupId(), topics, response.errorCode());
  }

  private List<OffsetFetchResponseTopics> identified(OffsetFetchResponseGroup response) {
    List<OffsetFetchResponseTopics> topics = new ArrayList<>();
    for (OffsetFetchResponseTopics topic : response.topics()) {
      Topic found = catalog.byName(topic.name());
      if (found != null) {
        topics.add(new OffsetFetchResponseTopics(topic.name(), found.id(), topic.partitions()));
      }
    }
    return topics;
  }

  private static List<OffsetFetchResponseTopics> withUnknown(
      List<OffsetFetchRequestTopics> asked, OffsetFetchResponseGroup response) {
    List<OffsetFetchResponseTopics> topics = new ArrayList<>(response.topics());
    List<Uuid> answered =
        response.topics().stream().map(OffsetFetchResponseTopics::topicId).toList();
    for (OffsetFetchRequestTopics topic : asked) {
      if (!answered.contains(topic.topicId())) {
        topics.add(failedTopic(topic, ErrorCode.UNKNOWN_TOPIC_ID));
      }
    }
    return topics;
  }
}
