package io.ottla.server.handler;

import io.ottla.replication.partition.Partition;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.message.ListOffsetsRequest;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsPartition;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsTopic;
import io.ottla.wire.message.ListOffsetsResponse;
import io.ottla.wire.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.ottla.wire.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * ListOffsets (2), v1–11. Finds offsets by time, or one of the special places of {@link
 * OffsetSpec}.
 *
 * <p>Checks, in order, per partition: authorisation, named once, a place that the version knows
 * ({@code UNSUPPORTED_VERSION}), existence, leader epoch, leadership. A request that looks up a
 * time may have to read a disk: the readers serve it whole. Where the time lies in a batch whose
 * records cannot be read it gets {@code CORRUPT_MESSAGE}.
 *
 * <p>v2 adds the isolation level: with {@code read_committed} the latest offset is the last stable
 * one. v7 adds the largest timestamp (KIP-734), v8 local and v9 tiered specials (KIP-405,
 * KIP-1005), v11 the earliest pending upload (KIP-1023).
 */
public final class ListOffsetsHandler implements RequestHandler<ListOffsetsRequest> {
  private static final byte READ_COMMITTED = 1;
  private static final short FIRST_VERSION_WITH_LEADER_EPOCH = 4;

  private final Replicas replicas;
  private final Authorizer authorizer;
  private final Executor readers;

  /**
   * A handler on the broker's replicas.
   *
   * @param readers may wait for a disk
   */
  public ListOffsetsHandler(Replicas replicas, Authorizer authorizer, Executor readers) {
    this.replicas = replicas;
    this.authorizer = authorizer;
    this.readers = readers;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LIST_OFFSETS;
  }

  @Override
  public void handle(RequestContext context, ListOffsetsRequest request, Responder responder) {
    boolean mayWait =
        request.topics().stream()
            .flatMap(topic -> topic.partitions().stream())
            .anyMatch(partition -> OffsetSpec.isLookup(partition.timestamp()));
    if (mayWait) {
      responder.respondFrom(readers, () -> answer(context, request));
    } else {
      responder.respond(answer(context, request));
    }
  }

  private ListOffsetsResponse answer(RequestContext context, ListOffsetsRequest request) {
    boolean committedOnly = request.isolationLevel() == READ_COMMITTED;
    return ListOffsetsResponse.builder()
        .topics(request.topics().stream().map(t -> answer(context, t, committedOnly)).toList())
        .build();
  }

  private ListOffsetsTopicResponse answer(
      RequestContext context, ListOffsetsTopic topic, boolean committedOnly) {
    String name = topic.name();
    boolean allowed = authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, name);
    Set<Integer> twice = askedTwice(topic);
    List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
    for (ListOffsetsPartition partition : topic.partitions()) {
      if (!allowed) {
        answers.add(failed(partition, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
      } else if (twice.contains(partition.partitionIndex())) {
        answers.add(failed(partition, ErrorCode.INVALID_REQUEST));
      } else {
        answers.add(find(context.version(), name, partition, committedOnly));
      }
    }
    return new ListOffsetsTopicResponse(name, answers);
  }

  private static Set<Integer> askedTwice(ListOffsetsTopic topic) {
    Set<Integer> seen = new HashSet<>();
    Set<Integer> twice = new HashSet<>();
    for (ListOffsetsPartition partition : topic.partitions()) {
      if (!seen.add(partition.partitionIndex())) {
        twice.add(partition.partitionIndex());
      }
    }
    return twice;
  }

  private ListOffsetsPartitionResponse find(
      short version, String name, ListOffsetsPartition wanted, boolean committedOnly) {
    if (!OffsetSpec.isServed(wanted.timestamp(), version)) {
      return failed(wanted, ErrorCode.UNSUPPORTED_VERSION);
    }
    Replicas.Found leader =
        replicas.leader(name, wanted.partitionIndex(), wanted.currentLeaderEpoch());
    Partition partition = leader.partition();
    if (partition == null) {
      return failed(wanted, leader.error());
    }
    try {
      return partition
          .reader()
          .lookUp(
              () -> find(version, partition, wanted, committedOnly),
              failed(wanted, ErrorCode.KAFKA_STORAGE_ERROR));
    } catch (MalformedRequestException unreadable) {
      // Records are not decompressed when they are produced, so that a client may have sent these.
      return failed(wanted, ErrorCode.CORRUPT_MESSAGE);
    }
  }

  private static ListOffsetsPartitionResponse find(
      short version, Partition partition, ListOffsetsPartition wanted, boolean committedOnly) {
    ListOffsetsPartitionResponse.Builder found =
        OffsetSpec.find(partition, wanted.timestamp(), committedOnly)
            .partitionIndex(wanted.partitionIndex());
    return version < FIRST_VERSION_WITH_LEADER_EPOCH
        ? found.leaderEpoch(-1).build()
        : found.build();
  }

  private static ListOffsetsPartitionResponse failed(ListOffsetsPartition wanted, ErrorCode error) {
    return ListOffsetsPartitionResponse.builder()
        .partitionIndex(wanted.partitionIndex())
        .errorCode(error.code())
        .build();
  }
}
