package io.ottla.server.handler;

import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.EndTxnRequest;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * EndTxn (26), v0–5. Commits or aborts the open transaction of a transactional id.
 *
 * <p>Checks, in order: WRITE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), coordinator is here and loaded, producer id and epoch,
 * state. Answers once the decision is committed; markers follow in the background.
 *
 * <p>v5 returns the producer id and epoch for the next transaction (KIP-890). The commit of a
 * transaction that has not begun is put off once with {@code CONCURRENT_TRANSACTIONS}, where Kafka
 * answers {@code INVALID_TXN_STATE} at once: it may have overtaken the transaction's records.
 */
public final class EndTxnHandler implements RequestHandler<EndTxnRequest> {
  private final Authorizer authorizer;
  private final TransactionCoordinator coordinator;

  public EndTxnHandler(Authorizer authorizer, TransactionCoordinator coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.END_TXN;
  }

  @Override
  public void handle(RequestContext context, EndTxnRequest request, Responder responder) {
    if (authorizer.allows(
        context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, request.transactionalId())) {
      coordinator.endTransaction(context.version(), request, responder::respond);
    } else {
      responder.respond(
          EndTxnResponse.builder()
              .errorCode(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code())
              .build());
    }
  }
}
