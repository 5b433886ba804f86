/**
 * One handler per API, found by the API's name: what is checked, in which order, and what is
 * answered. A handler translates and authorises; the state it asks is owned elsewhere. Handlers run
 * on the I/O loop of the request's connection and never block.
 *
 * <p>Main entry: {@link io.ottla.server.handler.ApiVersionsHandler}, for it is asked first.
 */
@NullMarked
package io.ottla.server.handler;

import org.jspecify.annotations.NullMarked;
