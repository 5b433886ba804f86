package io.ottla.server.handler;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.codec.ApiMessage;
import java.util.function.Consumer;

/**
 * What a handler asks of the group coordinator: one kind of request. What the request may not touch
 * has been taken out.
 */
public interface GroupCall<Q extends ApiMessage, R extends ApiMessage> {
  /** The answer comes on any thread, once. */
  void call(Caller caller, Q request, Consumer<R> respond);

  /** Who asks, as the coordinator wants to know it. */
  static Caller caller(RequestContext context) {
    return new Caller(context.version(), context.clientIdOrEmpty(), context.clientHost());
  }
}
