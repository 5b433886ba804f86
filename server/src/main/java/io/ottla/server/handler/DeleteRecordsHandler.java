package io.ottla.server.handler;

import io.ottla.coordinator.shard.Gather;
import io.ottla.replication.partition.Partition;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DeleteRecordsRequest;
import io.ottla.wire.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.ottla.wire.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.ottla.wire.message.DeleteRecordsResponse;
import io.ottla.wire.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.ottla.wire.message.DeleteRecordsResponse.DeleteRecordsTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * DeleteRecords (21), v0–2. Makes everything below an offset unreadable; −1 stands for the high
 * watermark.
 *
 * <p>Checks, in order, per partition: DELETE on the topic ({@code TOPIC_AUTHORIZATION_FAILED}), the
 * partition exists ({@code UNKNOWN_TOPIC_OR_PARTITION}), the topic is not the broker's own ({@code
 * INVALID_TOPIC_EXCEPTION}), leadership ({@code NOT_LEADER_OR_FOLLOWER}), the topic's cleanup
 * policy has {@code delete} ({@code POLICY_VIOLATION}), the offset is not above the high watermark
 * ({@code OFFSET_OUT_OF_RANGE}).
 */
public final class DeleteRecordsHandler implements RequestHandler<DeleteRecordsRequest> {
  private static final int ANY_EPOCH = -1;
  private static final long NO_LOW_WATERMARK = -1;

  private final Replicas replicas;
  private final Authorizer authorizer;

  public DeleteRecordsHandler(Replicas replicas, Authorizer authorizer) {
    this.replicas = replicas;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DELETE_RECORDS;
  }

  @Override
  public void handle(RequestContext context, DeleteRecordsRequest request, Responder responder) {
    List<DeleteRecordsTopic> topics = request.topics();
    Gather<DeleteRecordsTopicResult> all =
        new Gather<>(
            topics.size(), results -> responder.respond(new DeleteRecordsResponse(0, results)));
    for (int i = 0; i < topics.size(); i++) {
      delete(context, topics.get(i), all.place(i));
    }
  }

  private void delete(
      RequestContext context, DeleteRecordsTopic topic, Consumer<DeleteRecordsTopicResult> done) {
    List<DeleteRecordsPartition> partitions = topic.partitions();
    Gather<DeleteRecordsPartitionResult> all =
        new Gather<>(
            partitions.size(),
            results -> done.accept(new DeleteRecordsTopicResult(topic.name(), results)));
    boolean allowed =
        authorizer.allows(context, Operation.DELETE, ResourceType.TOPIC, topic.name());
    for (int i = 0; i < partitions.size(); i++) {
      if (allowed) {
        delete(topic.name(), partitions.get(i), all.place(i));
      } else {
        int index = partitions.get(i).partitionIndex();
        all.place(i).accept(failed(index, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
      }
    }
  }

  private void delete(
      String topic, DeleteRecordsPartition wanted, Consumer<DeleteRecordsPartitionResult> done) {
    int index = wanted.partitionIndex();
    Replicas.Found found = replicas.leader(topic, index, ANY_EPOCH);
    Partition partition = found.partition();
    if (TopicNames.isInternal(topic) && found.error() != ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
      done.accept(failed(index, ErrorCode.INVALID_TOPIC_EXCEPTION));
    } else if (partition == null) {
      done.accept(failed(index, found.error()));
    } else if (!partition.settings().log().retention().delete()) {
      done.accept(failed(index, ErrorCode.POLICY_VIOLATION));
    } else {
      partition.loop().executeOrRun(() -> done.accept(delete(partition, index, wanted.offset())));
    }
  }

  private static DeleteRecordsPartitionResult delete(Partition partition, int index, long offset) {
    ErrorCode error = partition.deleteRecordsBefore(offset);
    return error == ErrorCode.NONE
        ? new DeleteRecordsPartitionResult(index, partition.log().logStartOffset(), error.code())
        : failed(index, error);
  }

  private static DeleteRecordsPartitionResult failed(int index, ErrorCode error) {
    return new DeleteRecordsPartitionResult(index, NO_LOW_WATERMARK, error.code());
  }
}
