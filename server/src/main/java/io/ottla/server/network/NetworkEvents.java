package io.ottla.server.network;

import io.ottla.wire.protocol.ApiKey;

/** What the network tells the metrics. Called on I/O loops; must not block. */
public interface NetworkEvents {
  /** Hears nothing. */
  NetworkEvents NONE = new NetworkEvents() {};

  /** A connection was accepted. */
  default void connectionOpened(String listener) {}

  /** A connection ended. */
  default void connectionClosed(String listener) {}

  /** A connection was refused because of a limit. */
  default void connectionRefused(String listener) {}

  /**
   * A response was handed to the socket.
   *
   * @param nanos since the request was read in full
   */
  default void requestCompleted(ApiKey api, long nanos, long requestBytes, long responseBytes) {}

  /** A request could not be read and cost its connection. */
  default void malformedRequest() {}
}
