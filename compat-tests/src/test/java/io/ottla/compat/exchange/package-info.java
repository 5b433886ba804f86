/**
 * One directory in the hands of two products: what Ottla has written Apache Kafka goes on with, and
 * the other way round, after a stop and after a kill. Read {@link
 * io.ottla.compat.exchange.ExchangeScenario} first.
 */
@NullMarked
package io.ottla.compat.exchange;

import org.jspecify.annotations.NullMarked;
