/**
 * Fetch by consumers: sessions with standing registrations at their partitions (KIP-227), so that a
 * poll costs what has changed and not what is subscribed. A session belongs to one I/O loop.
 *
 * <p>Main entries: {@link io.ottla.server.fetch.FetchSessions} and {@link
 * io.ottla.server.fetch.FetchSession}.
 */
@NullMarked
package io.ottla.server.fetch;

import org.jspecify.annotations.NullMarked;
