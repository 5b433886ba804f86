/**
 * The only package that knows Netty: listeners, connections, frames in, responses out. A connection
 * belongs to one I/O loop, which decodes its requests, runs their handlers and sends the responses
 * in the order of the requests.
 *
 * <p>Main entries: {@link io.ottla.server.network.NetworkServer} and {@link
 * io.ottla.server.network.Connection}.
 */
@NullMarked
package io.ottla.server.network;

import org.jspecify.annotations.NullMarked;
