package io.ottla.server.request;

import io.ottla.wire.codec.ApiMessage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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

  /**
   * Sends what is found out by an executor that may wait for a disk. A failure there closes the
   * connection, as one on its loop does; the client would wait for the answer otherwise.
   */
  default void respondFrom(Executor executor, Supplier<? extends ApiMessage> answer) {
    executor.execute(
        () -> {
          boolean isAnswered = false;
          try {
            respond(answer.get());
            isAnswered = true;
          } finally {
            if (!isAnswered) {
              close("a request failed");
            }
          }
        });
  }
}
