package io.ottla.server.handler;

import io.ottla.runtime.EventLoop;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeLogDirsRequest;
import io.ottla.wire.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.ottla.wire.message.DescribeLogDirsResponse;
import io.ottla.wire.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import io.ottla.wire.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import io.ottla.wire.message.DescribeLogDirsResponse.DescribeLogDirsTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * DescribeLogDirs (35), v1–5. Tells the log directories with their room, and the size of the logs
 * in them, of the partitions asked for or of all. Served in the background, for the disks are
 * asked.
 *
 * <p>Checks, in order: DESCRIBE on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}; before v3 the
 * answer is just empty), per directory: its disk works ({@code KAFKA_STORAGE_ERROR}). Partitions
 * that are not here are left out.
 *
 * <p>v3 added an error for the whole, v4 the room, v5 cordoned directories.
 */
public final class DescribeLogDirsHandler implements RequestHandler<DescribeLogDirsRequest> {
  private final Supplier<List<LogDirView>> directories;
  private final Authorizer authorizer;
  private final EventLoop background;

  /** The directories are asked for in the background. */
  public DescribeLogDirsHandler(
      Supplier<List<LogDirView>> directories, Authorizer authorizer, EventLoop background) {
    this.directories = directories;
    this.authorizer = authorizer;
    this.background = background;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_LOG_DIRS;
  }

  @Override
  public void handle(RequestContext context, DescribeLogDirsRequest request, Responder responder) {
    if (!authorizer.allowsOnCluster(context, Operation.DESCRIBE)) {
      short error = ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code();
      responder.respond(new DescribeLogDirsResponse(0, error, List.of()));
      return;
    }
    responder.respondFrom(background::execute, () -> describe(wanted(request)));
  }

  private DescribeLogDirsResponse describe(@Nullable Map<String, Set<Integer>> wanted) {
    return new DescribeLogDirsResponse(
        0,
        ErrorCode.NONE.code(),
        directories.get().stream().map(one -> describe(one, wanted)).toList());
  }

  /** Null for all. */
  private static @Nullable Map<String, Set<Integer>> wanted(DescribeLogDirsRequest request) {
    List<DescribableLogDirTopic> topics = request.topics();
    if (topics == null) {
      return null;
    }
    Map<String, Set<Integer>> wanted = new HashMap<>();
    for (DescribableLogDirTopic topic : topics) {
      wanted.computeIfAbsent(topic.topic(), name -> new HashSet<>()).addAll(topic.partitions());
    }
    return wanted;
  }

  private static DescribeLogDirsResult describe(
      LogDirView directory, @Nullable Map<String, Set<Integer>> wanted) {
    List<DescribeLogDirsTopic> topics = new ArrayList<>();
    directory
        .logs()
        .forEach(
            (topic, logs) -> {
              List<DescribeLogDirsPartition> partitions = new ArrayList<>();
              for (LogDirView.Log log : logs) {
                if (wanted == null
                    || wanted.getOrDefault(topic, Set.of()).contains(log.partition())) {
                  partitions.add(
                      new DescribeLogDirsPartition(
                          log.partition(), log.sizeBytes(), log.offsetLag(), log.isFuture()));
                }
              }
              if (!partitions.isEmpty()) {
                topics.add(new DescribeLogDirsTopic(topic, partitions));
              }
            });
    ErrorCode error = directory.online() ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR;
    return new DescribeLogDirsResult(
        error.code(),
        directory.path(),
        topics,
        directory.totalBytes(),
        directory.freeBytes(),
        false);
  }
}
