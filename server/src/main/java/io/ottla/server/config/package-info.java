/**
 * From property files to typed records.
 *
 * <p>{@link io.ottla.server.config.BrokerConfig#parse} reads everything once at start and lists all
 * problems at once. Everything here is pure and immutable; no owner loop. The keys themselves are
 * in {@code config.key}, what changes while the broker runs in {@code config.dynamic}.
 *
 * <p>Main entry: {@link io.ottla.server.config.BrokerConfig}.
 */
@NullMarked
package io.ottla.server.config;

import org.jspecify.annotations.NullMarked;
