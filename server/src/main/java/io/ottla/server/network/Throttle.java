package io.ottla.server.network;

import io.ottla.server.request.RequestContext;

/** Decides how long a client must stay away because he is over a quota. Called on I/O loops. */
@FunctionalInterface
public interface Throttle {
  /**
   * Asked once for each request, when its answer is there.
   *
   * @param loopNanos that the request has occupied its loop
   * @return 0, or ms for which the connection is not to be read
   */
  int afterRequest(RequestContext context, int requestBytes, long loopNanos);
}
