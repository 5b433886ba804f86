package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.EventLoop;
import io.ottla.server.replica.LogMoves;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.PartitionName;
import io.ottla.wire.message.AlterReplicaLogDirsRequest;
import io.ottla.wire.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.ottla.wire.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.ottla.wire.message.AlterReplicaLogDirsResponse;
import io.ottla.wire.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
import io.ottla.wire.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * AlterReplicaLogDirs (34), v1–2. Has replicas moved into other log directories of this broker
 * (KIP-113). Answers once the copies have begun.
 *
 * <p>Checks, in order: ALTER on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}); per directory:
 * it is one of this broker's ({@code LOG_DIR_NOT_FOUND}) and online ({@code KAFKA_STORAGE_ERROR});
 * per partition: the cluster knows it ({@code UNKNOWN_TOPIC_OR_PARTITION}), a replica is here
 * ({@code REPLICA_NOT_AVAILABLE}) and online ({@code KAFKA_STORAGE_ERROR}). For a replica that is
 * not here the wish is remembered for the day it comes.
 *
 * <p>v2 is flexible.
 */
public final class AlterReplicaLogDirsHandler
    implements RequestHandler<AlterReplicaLogDirsRequest> {
  private final MetadataView metadata;
  private final PartitionRegistry partitions;
  private final LogManager logs;
  private final LogMoves moves;
  private final Authorizer authorizer;
  private final EventLoop background;

  /** Moves are begun in the background. */
  public AlterReplicaLogDirsHandler(
      MetadataView metadata,
      PartitionRegistry partitions,
      LogManager logs,
      LogMoves moves,
      Authorizer authorizer,
      EventLoop background) {
    this.metadata = metadata;
    this.partitions = partitions;
    this.logs = logs;
    this.moves = moves;
    this.authorizer = authorizer;
    this.background = background;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ALTER_REPLICA_LOG_DIRS;
  }

  @Override
  public void handle(
      RequestContext context, AlterReplicaLogDirsRequest request, Responder responder) {
    boolean isAllowed = authorizer.allowsOnCluster(context, Operation.ALTER);
    responder.respondFrom(background::execute, () -> alter(request, isAllowed));
  }

  private AlterReplicaLogDirsResponse alter(AlterReplicaLogDirsRequest request, boolean isAllowed) {
    Map<String, List<AlterReplicaLogDirPartitionResult>> results = new LinkedHashMap<>();
    for (AlterReplicaLogDir directory : request.dirs()) {
      for (AlterReplicaLogDirTopic topic : directory.topics()) {
        for (int partition : topic.partitions()) {
          ErrorCode error =
              isAllowed
                  ? alter(directory.path(), topic.name(), partition)
                  : ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
          results
              .computeIfAbsent(topic.name(), name -> new ArrayList<>())
              .add(new AlterReplicaLogDirPartitionResult(partition, error.code()));
        }
      }
    }
    List<AlterReplicaLogDirTopicResult> topics = new ArrayList<>();
    results.forEach((name, list) -> topics.add(new AlterReplicaLogDirTopicResult(name, list)));
    return new AlterReplicaLogDirsResponse(0, topics);
  }

  private ErrorCode alter(String path, String topic, int number) {
    LogDirectory target = directory(path);
    if (target == null) {
      return ErrorCode.LOG_DIR_NOT_FOUND;
    }
    if (!target.isOnline()) {
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
    TopicImage known = metadata.image().topic(topic);
    Partition partition = known == null ? null : partitions.find(known.id(), number);
    if (partition != null) {
      return moves.move(partition, target);
    }
    logs.placement().prefer(new PartitionName(topic, number), target);
    return known == null || known.partition(number) == null
        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        : ErrorCode.REPLICA_NOT_AVAILABLE;
  }

  private @Nullable LogDirectory directory(String path) {
    return logs.directories().stream()
        .filter(one -> one.path().toAbsolutePath().toString().equals(path))
        .findFirst()
        .orElse(null);
  }
}
