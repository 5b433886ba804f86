package io.ottla.server.handler;

import io.ottla.coordinator.shard.Gather;
import io.ottla.replication.partition.Partition;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.wire.message.DescribeProducersRequest;
import io.ottla.wire.message.DescribeProducersRequest.TopicRequest;
import io.ottla.wire.message.DescribeProducersResponse;
import io.ottla.wire.message.DescribeProducersResponse.PartitionResponse;
import io.ottla.wire.message.DescribeProducersResponse.ProducerState;
import io.ottla.wire.message.DescribeProducersResponse.TopicResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * DescribeProducers (61), v0. Tells the idempotent and transactional producers that a partition
 * remembers.
 *
 * <p>Checks, in order, per partition: the topic's name ({@code INVALID_TOPIC_EXCEPTION}), READ on
 * the topic ({@code TOPIC_AUTHORIZATION_FAILED}), the partition exists ({@code
 * UNKNOWN_TOPIC_OR_PARTITION}), leadership ({@code NOT_LEADER_OR_FOLLOWER}).
 */
public final class DescribeProducersHandler implements RequestHandler<DescribeProducersRequest> {
  private static final int ANY_EPOCH = -1;

  private final Replicas replicas;
  private final Authorizer authorizer;

  public DescribeProducersHandler(Replicas replicas, Authorizer authorizer) {
    this.replicas = replicas;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_PRODUCERS;
  }

  @Override
  public void handle(
      RequestContext context, DescribeProducersRequest request, Responder responder) {
    List<TopicRequest> topics = request.topics();
    Gather<TopicResponse> all =
        new Gather<>(
            topics.size(),
            responses -> responder.respond(new DescribeProducersResponse(0, responses)));
    for (int i = 0; i < topics.size(); i++) {
      describe(topics.get(i), checkTopic(context, topics.get(i).name()), all.place(i));
    }
  }

  private ErrorCode checkTopic(RequestContext context, String topic) {
    if (!TopicNames.isValid(topic)) {
      return ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
    return authorizer.allows(context, Operation.READ, ResourceType.TOPIC, topic)
        ? ErrorCode.NONE
        : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  }

  private void describe(TopicRequest topic, ErrorCode refusal, Consumer<TopicResponse> done) {
    List<Integer> partitions = topic.partitionIndexes();
    Gather<PartitionResponse> all =
        new Gather<>(
            partitions.size(),
            responses -> done.accept(new TopicResponse(topic.name(), responses)));
    for (int i = 0; i < partitions.size(); i++) {
      if (refusal == ErrorCode.NONE) {
        describe(topic.name(), partitions.get(i), all.place(i));
      } else {
        all.place(i).accept(failed(partitions.get(i), refusal));
      }
    }
  }

  private void describe(String topic, int index, Consumer<PartitionResponse> done) {
    Replicas.Found found = replicas.leader(topic, index, ANY_EPOCH);
    Partition partition = found.partition();
    if (partition == null) {
      done.accept(failed(index, found.error()));
    } else {
      partition.loop().executeOrRun(() -> done.accept(describe(partition, index)));
    }
  }

  private static PartitionResponse describe(Partition partition, int index) {
    List<ProducerState> producers =
        partition.log().activeProducers().stream().map(DescribeProducersHandler::describe).toList();
    return new PartitionResponse(index, ErrorCode.NONE.code(), null, producers);
  }

  private static ProducerState describe(ProducerEntry producer) {
    return new ProducerState(
        producer.producerId(),
        producer.epoch(),
        producer.lastSequence(),
        producer.lastTimestampMs(),
        producer.coordinatorEpoch(),
        producer.transactionFirstOffset());
  }

  private static PartitionResponse failed(int index, ErrorCode error) {
    return new PartitionResponse(index, error.code(), error.message(), List.of());
  }
}
