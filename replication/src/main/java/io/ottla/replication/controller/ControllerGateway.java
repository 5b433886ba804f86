package io.ottla.replication.controller;

import io.ottla.wire.codec.ApiMessage;
import java.util.function.Consumer;

/**
 * The way of a broker to the active controller, wherever that runs. The commands are the requests
 * of the protocol, so that they can be forwarded unchanged.
 */
public interface ControllerGateway {
  /**
   * Asks the controller. From any thread; the answer comes on any thread, exactly once.
   *
   * <p>A change is answered once it is committed and this broker's own appliers have carried it
   * out, so that a client that has the answer finds the change here. A refusal is an answer too: it
   * carries {@code NOT_CONTROLLER} in the fields that the response has for errors.
   *
   * <p>Authorisation is the caller's: what its principal may not touch must not be in the request.
   */
  void submit(ControllerRequestContext context, ApiMessage request, Consumer<ApiMessage> response);
}
