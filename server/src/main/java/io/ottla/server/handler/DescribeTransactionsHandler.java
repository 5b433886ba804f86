package io.ottla.server.handler;

import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeTransactionsRequest;
import io.ottla.wire.message.DescribeTransactionsResponse;
import io.ottla.wire.message.DescribeTransactionsResponse.TopicData;
import io.ottla.wire.message.DescribeTransactionsResponse.TransactionState;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * DescribeTransactions (65), v0. Tells the state of transactional ids and their partitions.
 *
 * <p>Checks, in order: DESCRIBE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}), then the coordinator's. Topics without DESCRIBE are left
 * out.
 */
public final class DescribeTransactionsHandler
    implements RequestHandler<DescribeTransactionsRequest> {
  private final Authorizer authorizer;
  private final TransactionCoordinator coordinator;

  public DescribeTransactionsHandler(Authorizer authorizer, TransactionCoordinator coordinator) {
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_TRANSACTIONS;
  }

  @Override
  public void handle(
      RequestContext context, DescribeTransactionsRequest request, Responder responder) {
    List<String> allowed = new ArrayList<>();
    List<TransactionState> refused = new ArrayList<>();
    for (String id : request.transactionalIds()) {
      if (authorizer.allows(context, Operation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, id)) {
        allowed.add(id);
      } else {
        refused.add(
            TransactionState.builder()
                .transactionalId(id)
                .errorCode(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code())
                .build());
      }
    }
    coordinator.describeTransactions(
        new DescribeTransactionsRequest(allowed),
        response -> {
          List<TransactionState> all = new ArrayList<>(refused);
          response.transactionStates().forEach(state -> all.add(visible(context, state)));
          responder.respond(new DescribeTransactionsResponse(0, all));
        });
  }

  private TransactionState visible(RequestContext context, TransactionState state) {
    List<TopicData> topics =
        state.topics().stream()
            .filter(
                topic ->
                    authorizer.allows(
                        context, Operation.DESCRIBE, ResourceType.TOPIC, topic.topic()))
            .toList();
    return state.toBuilder().topics(topics).build();
  }
}
