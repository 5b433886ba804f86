package io.ottla.server.request;

import io.ottla.runtime.Invariant;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.ApiKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handlers by API, one set for broker listeners and one for controller listeners. */
public final class HandlerRegistry {
  private final List<RequestHandler<?>> handlers;
  private final Map<ApiKey, RequestHandler<?>> byApi = new EnumMap<>(ApiKey.class);

  /** Takes one handler per API. */
  public HandlerRegistry(List<? extends RequestHandler<?>> handlers) {
    this.handlers = new ArrayList<>(handlers);
    this.handlers.sort(Comparator.comparing(handler -> handler.api().id()));
    for (RequestHandler<?> handler : handlers) {
      RequestHandler<?> other = byApi.put(handler.api(), handler);
      Invariant.check(other == null, "one handler per API", handler.api().id());
    }
  }

  /** All handlers by API id; what ApiVersions advertises. */
  public List<RequestHandler<?>> handlers() {
    return List.copyOf(handlers);
  }

  /** The handler that serves a version of an API, or null. */
  @SuppressWarnings("unchecked") // the generated reader of an API makes its own request type
  public @Nullable RequestHandler<ApiMessage> find(ApiKey api, short version) {
    RequestHandler<?> handler = byApi.get(api);
    return handler != null
            && version >= handler.lowestVersion()
            && version <= handler.highestVersion()
        ? (RequestHandler<ApiMessage>) handler
        : null;
  }
}
