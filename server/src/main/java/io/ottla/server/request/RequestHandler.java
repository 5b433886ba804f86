package io.ottla.server.request;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.ApiKey;

/**
 * Serves one API. Runs on the I/O loop of the connection and never blocks; the response may come
 * later and from any thread.
 */
public interface RequestHandler<Q extends ApiMessage> {
  /** The API. */
  ApiKey api();

  /** The lowest version that is served. */
  default short lowestVersion() {
    return api().lowestVersion();
  }

  /** The highest version that is served; one marked latest-unstable is not. */
  default short highestVersion() {
    return (short) (api().highestVersion() - (api().latestUnstable() ? 1 : 0));
  }

  /** Handles a request whose version lies in the served range. */
  void handle(RequestContext context, Q request, Responder responder);
}
