package io.ottla.server.handler;

import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.GetTelemetrySubscriptionsRequest;
import io.ottla.wire.message.GetTelemetrySubscriptionsResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.function.Supplier;

/**
 * GetTelemetrySubscriptions (71), v0. Tells a client which of its metrics the broker wants pushed
 * (KIP-714): none, so that the client asks again after the interval and sends nothing.
 *
 * <p>No checks; a client without an instance id is given one. Never fails.
 */
public final class GetTelemetrySubscriptionsHandler
    implements RequestHandler<GetTelemetrySubscriptionsRequest> {
  private static final int PUSH_INTERVAL_MS = 300_000;
  private static final int MAX_PUSH_SIZE_BYTES = 1 << 20;

  // by preference: zstd, lz4, gzip, snappy
  private static final List<Byte> COMPRESSIONS = List.of((byte) 4, (byte) 3, (byte) 1, (byte) 2);

  private final Supplier<Uuid> newId;

  public GetTelemetrySubscriptionsHandler(Supplier<Uuid> newId) {
    this.newId = newId;
  }

  @Override
  public ApiKey api() {
    return ApiKey.GET_TELEMETRY_SUBSCRIPTIONS;
  }

  @Override
  public void handle(
      RequestContext context, GetTelemetrySubscriptionsRequest request, Responder responder) {
    Uuid known = request.clientInstanceId();
    responder.respond(
        GetTelemetrySubscriptionsResponse.builder()
            .clientInstanceId(known.isZero() ? newId.get() : known)
            .acceptedCompressionTypes(COMPRESSIONS)
            .pushIntervalMs(PUSH_INTERVAL_MS)
            .telemetryMaxBytes(MAX_PUSH_SIZE_BYTES)
            .deltaTemporality(true)
            .build());
  }
}
