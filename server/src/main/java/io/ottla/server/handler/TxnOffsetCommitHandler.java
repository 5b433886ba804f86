package io.ottla.server.handler;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.message.TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition;
import io.ottla.wire.message.TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * TxnOffsetCommit (28), v0–6. Stores offsets of a group as part of a transaction.
 *
 * <p>Checks, in order: WRITE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), READ on the group ({@code GROUP_AUTHORIZATION_FAILED}),
 * READ on each topic ({@code TOPIC_AUTHORIZATION_FAILED}), the group's offsets are part of the
 * transaction, then those of OffsetCommit.
 *
 * <p>v3 added the member and its generation (KIP-447); from v5 on the offsets become part of the
 * transaction here instead of by AddOffsetsToTxn (KIP-890); v6 names topics by id.
 */
public final class TxnOffsetCommitHandler implements RequestHandler<TxnOffsetCommitRequest> {
  private static final short ADDS_SINCE = 5;
  private static final short IDS_SINCE = 6;

  private final CommitAccess access;
  private final Authorizer authorizer;
  private final GroupCoordinator groups;
  private final TransactionCoordinator transactions;

  public TxnOffsetCommitHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCoordinator groups,
      TransactionCoordinator transactions) {
    this.access = new CommitAccess(metadata, authorizer, IDS_SINCE);
    this.authorizer = authorizer;
    this.groups = groups;
    this.transactions = transactions;
  }

  @Override
  public ApiKey api() {
    return ApiKey.TXN_OFFSET_COMMIT;
  }

  @Override
  public void handle(RequestContext context, TxnOffsetCommitRequest request, Responder responder) {
    ErrorCode refusal = check(context, request);
    List<TxnOffsetCommitRequestTopic> allowed = new ArrayList<>();
    List<TxnOffsetCommitResponseTopic> refused = new ArrayList<>();
    for (TxnOffsetCommitRequestTopic topic : request.topics()) {
      ErrorCode error =
          refusal == ErrorCode.NONE
              ? access.check(context, topic.name(), topic.topicId())
              : refusal;
      if (error == ErrorCode.NONE) {
        allowed.add(topic);
      } else {
        refused.add(failed(topic, error));
      }
    }
    if (allowed.isEmpty()) {
      responder.respond(new TxnOffsetCommitResponse(0, refused));
      return;
    }
    commit(context, request.toBuilder().topics(allowed).build(), refused, responder);
  }

  private ErrorCode check(RequestContext context, TxnOffsetCommitRequest request) {
    if (!authorizer.allows(
        context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId())) {
      return ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    return authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())
        ? ErrorCode.NONE
        : ErrorCode.GROUP_AUTHORIZATION_FAILED;
  }

  private void commit(
      RequestContext context,
      TxnOffsetCommitRequest request,
      List<TxnOffsetCommitResponseTopic> refused,
      Responder responder) {
    TopicPartition offsets =
        new TopicPartition(GroupRecords.TOPIC, groups.partitionFor(request.groupId()));
    transactions.beforeAppend(
        new TransactionCoordinator.Append(
            request.transactionalId(),
            request.producerId(),
            request.producerEpoch(),
            Set.of(offsets),
            context.version() >= ADDS_SINCE),
        results -> {
          ErrorCode error =
              forClient(results.getOrDefault(offsets, ErrorCode.NONE), context.version());
          if (error == ErrorCode.NONE) {
            groups.commitTransactionalOffsets(
                GroupCall.caller(context),
                request,
                response -> responder.respond(joined(response.topics(), refused)));
          } else {
            responder.respond(
                joined(
                    request.topics().stream().map(topic -> failed(topic, error)).toList(),
                    refused));
          }
        });
  }

  /** The transaction coordinator's errors in the words of this request. */
  private static ErrorCode forClient(ErrorCode error, short version) {
    return switch (error) {
      case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, CONCURRENT_TRANSACTIONS ->
          ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
      case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
      case TRANSACTION_ABORTABLE -> version >= ADDS_SINCE - 1 ? error : ErrorCode.INVALID_TXN_STATE;
      default -> error;
    };
  }

  private static TxnOffsetCommitResponse joined(
      List<TxnOffsetCommitResponseTopic> topics, List<TxnOffsetCommitResponseTopic> refused) {
    List<TxnOffsetCommitResponseTopic> all = new ArrayList<>(topics);
    all.addAll(refused);
    return new TxnOffsetCommitResponse(0, all);
  }

  private static TxnOffsetCommitResponseTopic failed(
      TxnOffsetCommitRequestTopic topic, ErrorCode error) {
    return new TxnOffsetCommitResponseTopic(
        topic.name(),
        topic.topicId(),
        topic.partitions().stream()
            .map(
                partition ->
                    new TxnOffsetCommitResponsePartition(partition.partitionIndex(), error.code()))
            .toList());
  }
}
