package io.ottla.server.handler;

import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import io.ottla.wire.message.AddPartitionsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnResult;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * AddPartitionsToTxn (24), v0–5. Makes partitions part of a transaction, or verifies that they are.
 *
 * <p>Checks, in order: CLUSTER_ACTION where many transactions come at once, as brokers send them
 * ({@code CLUSTER_AUTHORIZATION_FAILED}); WRITE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), WRITE on each topic ({@code TOPIC_AUTHORIZATION_FAILED},
 * and {@code OPERATION_NOT_ATTEMPTED} for the others), then the coordinator's.
 *
 * <p>v4 added many transactions and verification (KIP-890); v5 knows {@code TRANSACTION_ABORTABLE}.
 */
public final class AddPartitionsToTxnHandler implements RequestHandler<AddPartitionsToTxnRequest> {
  private static final short MANY_SINCE = 4;

  private final Authorizer authorizer;
  private final TransactionCoordinator coordinator;

  public AddPartitionsToTxnHandler(Authorizer authorizer, TransactionCoordinator coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ADD_PARTITIONS_TO_TXN;
  }

  @Override
  public void handle(
      RequestContext context, AddPartitionsToTxnRequest request, Responder responder) {
    if (context.version() < MANY_SINCE) {
      handleOne(context, request, responder);
    } else if (!authorizer.allowsOnCluster(context, Operation.CLUSTER_ACTION)) {
      responder.respond(
          AddPartitionsToTxnResponse.builder()
              .errorCode(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code())
              .build());
    } else {
      handleMany(context, request, responder);
    }
  }

  private void handleOne(
      RequestContext context, AddPartitionsToTxnRequest request, Responder responder) {
    List<AddPartitionsToTxnTopicResult> refused =
        refusals(context, request.v3AndBelowTransactionalId(), request.v3AndBelowTopics());
    if (refused.isEmpty()) {
      coordinator.addPartitions(context.version(), request, responder::respond);
    } else {
      responder.respond(
          AddPartitionsToTxnResponse.builder().resultsByTopicV3AndBelow(refused).build());
    }
  }

  /** Brokers send what they have authorised themselves, yet the ids are checked here as well. */
  private void handleMany(
      RequestContext context, AddPartitionsToTxnRequest request, Responder responder) {
    List<AddPartitionsToTxnTransaction> allowed = new ArrayList<>();
    List<AddPartitionsToTxnResult> refused = new ArrayList<>();
    for (AddPartitionsToTxnTransaction transaction : request.transactions()) {
      List<AddPartitionsToTxnTopicResult> refusals =
          refusals(context, transaction.transactionalId(), transaction.topics());
      if (refusals.isEmpty()) {
        allowed.add(transaction);
      } else {
        refused.add(new AddPartitionsToTxnResult(transaction.transactionalId(), refusals));
      }
    }
    coordinator.addPartitions(
        context.version(),
        request.toBuilder().transactions(allowed).build(),
        response -> {
          List<AddPartitionsToTxnResult> all = new ArrayList<>(response.resultsByTransaction());
          all.addAll(refused);
          responder.respond(response.toBuilder().resultsByTransaction(all).build());
        });
  }

  private List<AddPartitionsToTxnTopicResult> refusals(
      RequestContext context, String id, List<AddPartitionsToTxnTopic> topics) {
    if (!authorizer.allows(context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, id)) {
      return topics.stream()
          .map(topic -> refused(topic, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED))
          .toList();
    }
    if (topics.stream().allMatch(topic -> mayWrite(context, topic))) {
      return List.of();
    }
    return topics.stream()
        .map(
            topic ->
                refused(
                    topic,
                    mayWrite(context, topic)
                        ? ErrorCode.OPERATION_NOT_ATTEMPTED
                        : ErrorCode.TOPIC_AUTHORIZATION_FAILED))
        .toList();
  }

  private boolean mayWrite(RequestContext context, AddPartitionsToTxnTopic topic) {
    return authorizer.allows(context, Operation.WRITE, ResourceType.TOPIC, topic.name());
  }

  private static AddPartitionsToTxnTopicResult refused(
      AddPartitionsToTxnTopic topic, ErrorCode error) {
    List<AddPartitionsToTxnPartitionResult> partitions = new ArrayList<>();
    topic
        .partitions()
        .forEach(
            partition ->
                partitions.add(new AddPartitionsToTxnPartitionResult(partition, error.code())));
    return new AddPartitionsToTxnTopicResult(topic.name(), partitions);
  }
}
