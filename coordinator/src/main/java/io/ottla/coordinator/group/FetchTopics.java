package io.ottla.coordinator.group;

import io.ottla.coordinator.group.offsets.FetchVerb;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;

/** OffsetFetch names topics before v10 and gives their ids from then on. Inside, all have names. */
record FetchTopics(TopicCatalog catalog, short version) {
  private static final short FIRST_BY_ID = 10;

  private static OffsetFetchResponseTopics failedTopic(
      OffsetFetchRequestTopics topic, ErrorCode error) {
    List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
    topic.partitionIndexes().forEach(partition -> partitions.add(FetchVerb.none(partition, error)));
    return new OffsetFetchResponseTopics(topic.name(), topic.topicId(), partitions);
  }

  /**
   * The group's request with names and ids, without the ids that nobody knows. Also where a client
   * knows the name alone, an offset of an earlier topic of that name is not its offset.
   */
  OffsetFetchRequestGroup known(OffsetFetchRequestGroup group) {
    List<OffsetFetchRequestTopics> topics = group.topics();
    if (topics == null) {
      return group;
    }
    List<OffsetFetchRequestTopics> named = new ArrayList<>();
    if (version < FIRST_BY_ID) {
      topics.forEach(topic -> named.add(identified(topic)));
      return group.toBuilder().topics(named).build();
    }
    for (OffsetFetchRequestTopics topic : topics) {
      Topic found = catalog.byId(topic.topicId());
      if (found != null) {
        named.add(
            new OffsetFetchRequestTopics(found.name(), topic.topicId(), topic.partitionIndexes()));
      }
    }
    return group.toBuilder().topics(named).build();
  }

  private OffsetFetchRequestTopics identified(OffsetFetchRequestTopics topic) {
    Topic found = catalog.byName(topic.name());
    return found == null
        ? topic
        : new OffsetFetchRequestTopics(topic.name(), found.id(), topic.partitionIndexes());
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
