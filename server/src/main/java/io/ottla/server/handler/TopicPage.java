package io.ottla.server.handler;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.message.DescribeTopicPartitionsResponse;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.Cursor;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer to DescribeTopicPartitions as it fills up: takes topics in the order of their names,
 * and once it is full, remembers where the next one goes on.
 */
final class TopicPage {
  private final RequestContext context;
  private final MetadataImage image;
  private final ClientEndpoints endpoints;
  private final List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
  private int room;
  private @Nullable Cursor next;

  TopicPage(RequestContext context, MetadataImage image, ClientEndpoints endpoints, int room) {
    this.context = context;
    this.image = image;
    this.endpoints = endpoints;
    this.room = room;
  }

  static DescribeTopicPartitionsResponseTopic failed(String name, ErrorCode error) {
    return DescribeTopicPartitionsResponseTopic.builder()
        .errorCode(error.code())
        .name(name)
        .isInternal(TopicNames.isInternal(name))
        .build();
  }

  /** Adds what there is room for, from the given partition on. */
  void add(String name, int firstPartition, int operations) {
    if (next != null) {
      return;
    }
    if (room == 0) {
      next = new Cursor(name, firstPartition);
      return;
    }
    TopicImage topic = image.topic(name);
    DescribeTopicPartitionsResponseTopic row =
        topic == null ? missing(name) : present(topic, firstPartition);
    topics.add(row.toBuilder().topicAuthorizedOperations(operations).build());
  }

  /** The answer, with rows for what may not be seen at its end. */
  DescribeTopicPartitionsResponse response(List<DescribeTopicPartitionsResponseTopic> denied) {
    topics.addAll(denied);
    return new DescribeTopicPartitionsResponse(0, topics, next);
  }

  private static DescribeTopicPartitionsResponseTopic missing(String name) {
    boolean valid = TopicNames.isValid(name);
    return failed(
        name, valid ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION);
  }

  private DescribeTopicPartitionsResponseTopic present(TopicImage topic, int firstPartition) {
    List<DescribeTopicPartitionsResponsePartition> rows = new ArrayList<>();
    for (Map.Entry<Integer, PartitionImage> partition : topic.partitions().entrySet()) {
      if (partition.getKey() < firstPartition) {
        continue;
      }
      if (room == 0) {
        next = new Cursor(topic.name(), partition.getKey());
        break;
      }
      rows.add(row(partition.getKey(), partition.getValue()));
      room--;
    }
    return DescribeTopicPartitionsResponseTopic.builder()
        .name(topic.name())
        .topicId(topic.id())
        .isInternal(TopicNames.isInternal(topic.name()))
        .partitions(rows)
        .build();
  }

  private DescribeTopicPartitionsResponsePartition row(int index, PartitionImage partition) {
    PartitionView view = PartitionView.of(partition, image, context, endpoints);
    return new DescribeTopicPartitionsResponsePartition(
        view.error().code(),
        index,
        view.leader(),
        partition.leaderEpoch(),
        partition.replicas(),
        partition.isr(),
        partition.elr(),
        partition.lastKnownElr(),
        view.offline());
  }
}
