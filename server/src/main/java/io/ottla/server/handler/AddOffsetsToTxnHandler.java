package io.ottla.server.handler;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * AddOffsetsToTxn (25), v0–4. Makes the offsets of a group part of a transaction: the partition of
 * {@code __consumer_offsets} that the group belongs to.
 *
 * <p>Checks, in order: WRITE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), READ on the group ({@code GROUP_AUTHORIZATION_FAILED}),
 * then the coordinator's.
 */
public final class AddOffsetsToTxnHandler implements RequestHandler<AddOffsetsToTxnRequest> {
  private final Authorizer authorizer;
  private final GroupCoordinator groups;
  private final TransactionCoordinator transactions;

  public AddOffsetsToTxnHandler(
      Authorizer authorizer, GroupCoordinator groups, TransactionCoordinator transactions) {
    this.authorizer = authorizer;
    this.groups = groups;
    this.transactions = transactions;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ADD_OFFSETS_TO_TXN;
  }

  @Override
  public void handle(RequestContext context, AddOffsetsToTxnRequest request, Responder responder) {
    ErrorCode error = check(context, request);
    if (error != ErrorCode.NONE) {
      responder.respond(new AddOffsetsToTxnResponse(0, error.code()));
      return;
    }
    TopicPartition offsets =
        new TopicPartition(GroupRecords.TOPIC, groups.partitionFor(request.groupId()));
    transactions.addOffsets(context.version(), request, offsets, responder::respond);
  }

  private ErrorCode check(RequestContext context, AddOffsetsToTxnRequest request) {
    if (!authorizer.allows(
        context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId())) {
      return ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    return authorizer.allows(context, Operation.READ, ResourceType.GROUP, request.groupId())
        ? ErrorCode.NONE
        : ErrorCode.GROUP_AUTHORIZATION_FAILED;
  }
}
