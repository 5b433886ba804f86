/**
 * What the broker counts, and the small HTTP port that shows it. Counters are adders that any
 * thread may add to; the registry and everything it needs are loaded by the first scrape.
 *
 * <p>Main entries: {@link io.ottla.server.metrics.BrokerMetrics} and {@link
 * io.ottla.server.metrics.HttpEndpoint}.
 */
@NullMarked
package io.ottla.server.metrics;

import org.jspecify.annotations.NullMarked;
