/**
 * Lines on standard error, with levels that change at run time (BROKER_LOGGER configurations). No
 * owner loop: any thread logs. Begin at {@link io.ottla.server.logging.LoggerTree}; SLF4J finds
 * {@link io.ottla.server.logging.LoggingProvider}.
 */
@NullMarked
package io.ottla.server.logging;

import org.jspecify.annotations.NullMarked;
