/**
 * Lines on standard error, with levels that change at run time (BROKER_LOGGER configurations). No
 * owner loop: any thread logs. Begin at {@link io.ottla.server.logging.LoggerTree}; the command
 * line has SLF4J use {@link io.ottla.server.logging.LoggingProvider}, which nobody else finds by
 * itself.
 */
@NullMarked
package io.ottla.server.logging;

import org.jspecify.annotations.NullMarked;
