package io.ottla.server.request;

import io.ottla.wire.codec.ApiMessage;

/**
 * Answers one request, exactly once, from any thread. The connection sends responses in the order
 * of its requests.
 */
public interface Responder {
  /** Sends the response in the version of the request. Record payloads are released when sent. */
  void respond(ApiMessage response);

  /** Ends the request without a response, as Produce with {@code acks=0} does. */
  void noResponse();

  /** Closes the connection: the only answer to a request that cannot be answered. */
  void close(String reason);
}
