package io.ottla.coordinator.group;

import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit split into partitions that exist, with their topics' names and ids, and the rest. Pure.
 *
 * @param known the request of what exists
 * @param rows the request's topics in order
 */
record CommitTopics(OffsetCommitRequest known, List<Row> rows) {
  CommitTopics {
    rows = List.copyOf(rows);
  }

  /**
   * A topic of the request.
   *
   * @param refused the partitions that do not exist, with their errors
   * @param knownIndex of the topic in the known request, or -1
   */
  record Row(OffsetCommitResponseTopic refused, int knownIndex) {}

  static CommitTopics split(OffsetCommitRequest request, boolean byId, TopicCatalog catalog) {
    List<OffsetCommitRequestTopic> known = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      Topic found = byId ? catalog.byId(topic.topicId()) : catalog.byName(topic.name());
      List<OffsetCommitRequestPartition> existing = new ArrayList<>();
      List<OffsetCommitResponsePartition> refused = new ArrayList<>();
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        if (found != null && found.has(partition.partitionIndex())) {
          existing.add(partition);
        } else {
          refused.add(
              new OffsetCommitResponsePartition(
                  partition.partitionIndex(), refusal(found, byId).code()));
        }
      }
      int knownIndex = -1;
      if (found != null && !existing.isEmpty()) {
        knownIndex = known.size();
        known.add(new OffsetCommitRequestTopic(found.name(), found.id(), existing));
      }
      rows.add(
          new Row(
              new OffsetCommitResponseTopic(topic.name(), topic.topicId(), refused), knownIndex));
    }
    return new CommitTopics(request.toBuilder().topics(known).build(), rows);
  }

  private static ErrorCode refusal(@Nullable Topic found, boolean byId) {
    return found == null && byId
        ? ErrorCode.UNKNOWN_TOPIC_ID
        : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }

  /** The response to the whole request, given what became of the known topics. */
  OffsetCommitResponse merge(List<OffsetCommitResponseTopic> results) {
    List<OffsetCommitResponseTopic> topics = new ArrayList<>();
    for (Row row : rows) {
      List<OffsetCommitResponsePartition> partitions = new ArrayList<>(row.refused().partitions());
      if (row.knownIndex() >= 0) {
        partitions.addAll(results.get(row.knownIndex()).partitions());
      }
      topics.add(
          new OffsetCommitResponseTopic(row.refused().name(), row.refused().topicId(), partitions));
    }
    return new OffsetCommitResponse(0, topics);
  }
}
