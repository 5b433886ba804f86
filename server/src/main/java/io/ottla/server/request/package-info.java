/**
 * What stands between the network and the handlers: the context of a request, the port that answers
 * it, the port that authorises it, and the registry of handlers from which ApiVersions tells what
 * is served. Runs on the I/O loop of the request's connection.
 *
 * <p>Main entry: {@link io.ottla.server.request.RequestHandler}.
 */
@NullMarked
package io.ottla.server.request;

import org.jspecify.annotations.NullMarked;
