package io.ottla.server.handler;

import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse.TransactionState;
import io.ottla.wire.protocol.ApiKey;
import java.util.List;

/**
 * ListTransactions (66), v0–2. Lists the transactional ids that this broker coordinates, by state,
 * producer id, from v1 on by duration and from v2 on by a pattern of the id ({@code
 * INVALID_REGULAR_EXPRESSION}). Ids without DESCRIBE are left out.
 */
public final class ListTransactionsHandler implements RequestHandler<ListTransactionsRequest> {
  private final Authorizer authorizer;
  private final TransactionCoordinator coordinator;

  public ListTransactionsHandler(Authorizer authorizer, TransactionCoordinator coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.LIST_TRANSACTIONS;
  }

  @Override
  public void handle(RequestContext context, ListTransactionsRequest request, Responder responder) {
    coordinator.listTransactions(
        request,
        response -> {
          List<TransactionState> visible =
              response.transactionStates().stream()
                  .filter(state -> isVisible(context, state))
                  .toList();
          responder.respond(response.toBuilder().transactionStates(visible).build());
        });
  }

  private boolean isVisible(RequestContext context, TransactionState state) {
    return authorizer.allows(
        context, Operation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, state.transactionalId());
  }
}
