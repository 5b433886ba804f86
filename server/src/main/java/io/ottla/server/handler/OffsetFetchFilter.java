package io.ottla.server.handler;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a client may see of one group's offsets.
 *
 * @param allowed the question, less the topics that are refused
 * @param refused rows for those
 * @param visible which topics may be seen when all are asked for
 */
record OffsetFetchFilter(
    OffsetFetchRequestGroup allowed,
    List<OffsetFetchResponseTopics> refused,
    Predicate<String> visible) {
  private static final long NO_OFFSET = -1;
  private static final int NO_EPOCH = -1;

  /** A topic whose id is not known is left to the coordinator, for there is no name to hide. */
  static OffsetFetchFilter of(
      OffsetFetchRequestGroup group, MetadataImage image, Predicate<String> visible) {
    List<OffsetFetchRequestTopics> topics = group.topics();
    if (topics == null) {
      return new OffsetFetchFilter(group, List.of(), visible);
    }
    List<OffsetFetchRequestTopics> allowed = new ArrayList<>();
    List<OffsetFetchResponseTopics> refused = new ArrayList<>();
    for (OffsetFetchRequestTopics topic : topics) {
      TopicImage found = topic.topicId().isZero() ? null : image.topic(topic.topicId());
      String name = found == null ? topic.name() : found.name();
      boolean unknownId = found == null && !topic.topicId().isZero();
      if (unknownId || visible.test(name)) {
        allowed.add(topic);
      } else {
        refused.add(failed(topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
      }
    }
    return new OffsetFetchFilter(group.toBuilder().topics(allowed).build(), refused, visible);
  }

  /** The answer, with what is refused and without what may not be seen. */
  OffsetFetchResponseGroup complete(OffsetFetchResponseGroup response) {
    if (response.errorCode() != ErrorCode.NONE.code()) {
      return response;
    }
    List<OffsetFetchResponseTopics> topics = new ArrayList<>(refused);
    for (OffsetFetchResponseTopics topic : response.topics()) {
      if (allowed.topics() != null || visible.test(topic.name())) {
        topics.add(topic);
      }
    }
    return new OffsetFetchResponseGroup(response.groupId(), topics, response.errorCode());
  }

  static OffsetFetchResponseTopics failed(OffsetFetchRequestTopics topic, ErrorCode error) {
    return new OffsetFetchResponseTopics(
        topic.name(),
        topic.topicId(),
        topic.partitionIndexes().stream()
            .map(
                partition ->
                    new OffsetFetchResponsePartitions(
                        partition, NO_OFFSET, NO_EPOCH, "", error.code()))
            .toList());
  }
}
