package io.ottla.server.handler;

import io.ottla.server.fetch.FetchService;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.protocol.ApiKey;

/**
 * Fetch (1), v4–18. Reads record batches of many partitions in one answer.
 *
 * <p>Checks, in order: session id and epoch; per partition: existence, authorisation, then those of
 * {@link io.ottla.replication.partition.ReplicaReader#read}. Answers once {@code min.bytes} are
 * there, a partition has an error, or {@code max.wait} is over. Whole batches only; the first batch
 * of an answer is sent whatever its size, so that a consumer makes progress.
 *
 * <p>v7 adds sessions (KIP-227), v12 the current leader, v13 topic ids, v18 the high watermark that
 * a follower knows, which consumers do not send.
 */
public final class FetchHandler implements RequestHandler<FetchRequest> {
  private final FetchService fetches;

  /** A handler in front of the sessions. */
  public FetchHandler(FetchService fetches) {
    this.fetches = fetches;
  }

  @Override
  public ApiKey api() {
    return ApiKey.FETCH;
  }

  @Override
  public void handle(RequestContext context, FetchRequest request, Responder responder) {
    fetches.fetch(context, request, responder);
  }
}
