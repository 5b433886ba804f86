package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;

/**
 * InitProducerId (22), v0–5. Gives an idempotent producer its id. (v6 is not stable yet.)
 *
 * <p>Checks, in order: WRITE on the transactional id ({@code
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED}) or without one IDEMPOTENT_WRITE on the cluster ({@code
 * CLUSTER_AUTHORIZATION_FAILED}), producer id and epoch are both given or both not ({@code
 * INVALID_REQUEST}), the transactional id is not empty ({@code INVALID_REQUEST}), ids are there
 * ({@code COORDINATOR_LOAD_IN_PROGRESS}). Whatever an idempotent producer had before, it gets a new
 * id.
 *
 * <p>v3 lets a producer go on with the id it has (KIP-360).
 */
public final class InitProducerIdHandler implements RequestHandler<InitProducerIdRequest> {
  private static final long NO_ID = -1;

  private final Authorizer authorizer;
  private final ProducerIds ids;
  private final Transactional transactions;

  /** The transaction coordinator, as this handler sees it. */
  public interface Transactional {
    /** Begins or resumes the producer of a transactional id. */
    void init(RequestContext context, InitProducerIdRequest request, Responder responder);
  }

  public InitProducerIdHandler(Authorizer authorizer, ProducerIds ids, Transactional transactions) {
    this.authorizer = authorizer;
    this.ids = ids;
    this.transactions = transactions;
  }

  @Override
  public ApiKey api() {
    return ApiKey.INIT_PRODUCER_ID;
  }

  @Override
  public void handle(RequestContext context, InitProducerIdRequest request, Responder responder) {
    ErrorCode error = check(context, request);
    if (error != ErrorCode.NONE) {
      responder.respond(failed(error));
    } else if (request.transactionalId() != null) {
      transactions.init(context, request, responder);
    } else {
      ids.next(answer -> responder.respond(response(answer)));
    }
  }

  private ErrorCode check(RequestContext context, InitProducerIdRequest request) {
    String id = request.transactionalId();
    if (id == null && !authorizer.allowsOnCluster(context, Operation.IDEMPOTENT_WRITE)) {
      return ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    }
    if (id != null
        && !authorizer.allows(context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, id)) {
      return ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    boolean halfGiven = (request.producerId() == NO_ID) != (request.producerEpoch() == NO_ID);
    return halfGiven || (id != null && id.isEmpty()) ? ErrorCode.INVALID_REQUEST : ErrorCode.NONE;
  }

  private static InitProducerIdResponse response(ProducerIds.Answer answer) {
    return answer.error() == ErrorCode.NONE
        ? InitProducerIdResponse.builder().producerId(answer.producerId()).build()
        : failed(answer.error());
  }

  private static InitProducerIdResponse failed(ErrorCode error) {
    return InitProducerIdResponse.builder()
        .errorCode(error.code())
        .producerEpoch((short) NO_ID)
        .build();
  }
}
