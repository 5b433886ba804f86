package io.ottla.server.handler;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.MutationQuota;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.ApiMessage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Passes requests on to the active controller in the name of whoever sent them. What the sender may
 * not do must be taken out before.
 */
public final class Forwarder {
  private final ControllerGateway gateway;
  private final Function<RequestContext, MutationQuota> quotas;

  /**
   * A forwarder to one controller.
   *
   * @param quotas what the sender of a request may have changed
   */
  public Forwarder(ControllerGateway gateway, Function<RequestContext, MutationQuota> quotas) {
    this.gateway = gateway;
    this.quotas = quotas;
  }

  /** The controller's answer is the answer. */
  void forward(RequestContext context, ApiMessage request, Responder responder) {
    gateway.submit(controllerContext(context), request, responder::respond);
  }

  /** The controller's answer is part of the answer; it comes on any thread. */
  <R extends ApiMessage> void forward(
      RequestContext context, ApiMessage request, Class<R> type, Consumer<R> then) {
    gateway.submit(
        controllerContext(context), request, response -> then.accept(type.cast(response)));
  }

  private ControllerRequestContext controllerContext(RequestContext context) {
    return new ControllerRequestContext(
        context.version(), context.principal().toString(), quotas.apply(context));
  }
}
