package io.ottla.server.handler;

import io.ottla.coordinator.shard.Shards;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.handler.ClientEndpoints.Address;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.FindCoordinatorRequest;
import io.ottla.wire.message.FindCoordinatorResponse;
import io.ottla.wire.message.FindCoordinatorResponse.Coordinator;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * FindCoordinator (10), v0–6. Tells which broker coordinates a group or a transactional id: the
 * leader of the partition of {@code __consumer_offsets} or {@code __transaction_state} that the id
 * maps to.
 *
 * <p>Checks, in order: the type of the key ({@code INVALID_REQUEST}), DESCRIBE on the group or
 * transactional id ({@code GROUP_AUTHORIZATION_FAILED}, {@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), a leader that the client can reach ({@code
 * COORDINATOR_NOT_AVAILABLE}). A topic that is missing is created first.
 *
 * <p>v1 added transactional ids, v4 asks for several keys at once, v6 added share groups, which are
 * not served and answered {@code INVALID_REQUEST}.
 */
public final class FindCoordinatorHandler implements RequestHandler<FindCoordinatorRequest> {
  private static final byte GROUP = 0;
  private static final byte TRANSACTION = 1;
  private static final short BATCHED_SINCE = 4;

  private final MetadataView metadata;
  private final ClientEndpoints endpoints;
  private final Authorizer authorizer;
  private final AutoTopics autoTopics;

  public FindCoordinatorHandler(
      MetadataView metadata,
      ClientEndpoints endpoints,
      Authorizer authorizer,
      AutoTopics autoTopics) {
    this.metadata = metadata;
    this.endpoints = endpoints;
    this.authorizer = authorizer;
    this.autoTopics = autoTopics;
  }

  @Override
  public ApiKey api() {
    return ApiKey.FIND_COORDINATOR;
  }

  @Override
  public void handle(RequestContext context, FindCoordinatorRequest request, Responder responder) {
    byte type = request.keyType();
    String topic = type == GROUP ? TopicNames.CONSUMER_OFFSETS : TopicNames.TRANSACTION_STATE;
    boolean known = type == GROUP || type == TRANSACTION;
    boolean wanted = keys(context, request).stream().anyMatch(key -> allowed(context, type, key));
    if (known && wanted && metadata.image().topic(topic) == null) {
      autoTopics.create(
          context,
          List.of(topic),
          failures -> responder.respond(answer(context, request, type, topic)));
    } else {
      responder.respond(answer(context, request, type, topic));
    }
  }

  private static List<String> keys(RequestContext context, FindCoordinatorRequest request) {
    return context.version() < BATCHED_SINCE ? List.of(request.key()) : request.coordinatorKeys();
  }

  private FindCoordinatorResponse answer(
      RequestContext context, FindCoordinatorRequest request, byte type, String topic) {
    List<Coordinator> found =
        keys(context, request).stream().map(key -> find(context, type, topic, key)).toList();
    if (context.version() >= BATCHED_SINCE) {
      return FindCoordinatorResponse.builder().coordinators(found).build();
    }
    Coordinator only = found.get(0);
    ErrorCode error = ErrorCode.of(only.errorCode());
    return FindCoordinatorResponse.builder()
        .errorCode(error.code())
        .errorMessage(error == ErrorCode.NONE ? error.name() : error.message())
        .nodeId(only.nodeId())
        .host(only.host())
        .port(only.port())
        .build();
  }

  private Coordinator find(RequestContext context, byte type, String topic, String key) {
    if (type != GROUP && type != TRANSACTION) {
      String message = "There is no coordinator of type " + type + ".";
      return new Coordinator(key, -1, "", -1, ErrorCode.INVALID_REQUEST.code(), message);
    }
    if (!allowed(context, type, key)) {
      return none(
          key,
          type == GROUP
              ? ErrorCode.GROUP_AUTHORIZATION_FAILED
              : ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    }
    MetadataImage image = metadata.image();
    TopicImage state = image.topic(topic);
    PartitionImage partition =
        state == null ? null : state.partition(Shards.partitionFor(key, state.partitionCount()));
    Address address =
        partition == null ? null : endpoints.address(context, image, partition.leader());
    return partition == null || address == null
        ? none(key, ErrorCode.COORDINATOR_NOT_AVAILABLE)
        : new Coordinator(
            key, partition.leader(), address.host(), address.port(), ErrorCode.NONE.code(), "");
  }

  private boolean allowed(RequestContext context, byte type, String key) {
    ResourceType resource = type == GROUP ? ResourceType.GROUP : ResourceType.TRANSACTIONAL_ID;
    return authorizer.allows(context, Operation.DESCRIBE, resource, key);
  }

  private static Coordinator none(String key, ErrorCode error) {
    return new Coordinator(key, -1, "", -1, error.code(), "");
  }
}
