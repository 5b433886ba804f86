package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeTopicPartitionsRequest;
import io.ottla.wire.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.ottla.wire.message.DescribeTopicPartitionsResponse;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * DescribeTopicPartitions (75), v0. Tells topics with their partitions by name, a page at a time;
 * all topics where none are named.
 *
 * <p>Checks, in order: the cursor's topic is one of those named, if any are, and its partition can
 * be one ({@code INVALID_REQUEST} for every topic named), DESCRIBE on the topic ({@code
 * TOPIC_AUTHORIZATION_FAILED}; left out when all are asked for), the name ({@code
 * INVALID_TOPIC_EXCEPTION}), existence ({@code UNKNOWN_TOPIC_OR_PARTITION}).
 *
 * <p>The answer ends after as many partitions as the client or {@code
 * max.request.partition.size.limit} allows, and then says where to go on.
 */
public final class DescribeTopicPartitionsHandler
    implements RequestHandler<DescribeTopicPartitionsRequest> {
  private final MetadataView metadata;
  private final ClientEndpoints endpoints;
  private final Authorizer authorizer;
  private final int maxPartitions;

  /** The limit is {@code max.request.partition.size.limit}. */
  public DescribeTopicPartitionsHandler(
      MetadataView metadata, ClientEndpoints endpoints, Authorizer authorizer, int maxPartitions) {
    this.metadata = metadata;
    this.endpoints = endpoints;
    this.authorizer = authorizer;
    this.maxPartitions = maxPartitions;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_TOPIC_PARTITIONS;
  }

  @Override
  public void handle(
      RequestContext context, DescribeTopicPartitionsRequest request, Responder responder) {
    if (hasBadCursor(request)) {
      responder.respond(refused(request));
    } else {
      responder.respond(page(context, request));
    }
  }

  private static boolean hasBadCursor(DescribeTopicPartitionsRequest request) {
    DescribeTopicPartitionsRequest.Cursor cursor = request.cursor();
    if (cursor == null) {
      return false;
    }
    boolean isAskedFor =
        request.topics().isEmpty()
            || request.topics().stream().anyMatch(topic -> topic.name().equals(cursor.topicName()));
    return !isAskedFor || cursor.partitionIndex() < 0;
  }

  private DescribeTopicPartitionsResponse page(
      RequestContext context, DescribeTopicPartitionsRequest request) {
    MetadataImage image = metadata.image();
    int limit = Math.max(1, Math.min(request.responsePartitionLimit(), maxPartitions));
    TopicPage page = new TopicPage(context, image, endpoints, limit);
    List<DescribeTopicPartitionsResponseTopic> denied = new ArrayList<>();
    DescribeTopicPartitionsRequest.Cursor cursor = request.cursor();
    String from = cursor == null ? "" : cursor.topicName();
    int firstPartition = cursor == null ? 0 : cursor.partitionIndex();
    for (String name : names(request, image).tailSet(from, true)) {
      if (!authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, name)) {
        if (!request.topics().isEmpty()) {
          denied.add(TopicPage.failed(name, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
        }
        continue;
      }
      page.add(
          name,
          name.equals(from) ? firstPartition : 0,
          AuthorizedOperations.onTopic(authorizer, context, name));
    }
    return page.response(denied);
  }

  private static NavigableSet<String> names(
      DescribeTopicPartitionsRequest request, MetadataImage image) {
    NavigableSet<String> names = new TreeSet<>();
    if (request.topics().isEmpty()) {
      image.topics().topics().stream().map(TopicImage::name).forEach(names::add);
    } else {
      request.topics().stream().map(TopicRequest::name).forEach(names::add);
    }
    return names;
  }

  private static DescribeTopicPartitionsResponse refused(DescribeTopicPartitionsRequest request) {
    return DescribeTopicPartitionsResponse.builder()
        .topics(
            request.topics().stream()
                .map(topic -> TopicPage.failed(topic.name(), ErrorCode.INVALID_REQUEST))
                .toList())
        .build();
  }
}
