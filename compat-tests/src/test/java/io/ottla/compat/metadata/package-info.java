/**
 * The metadata directory between products: what Ottla has written Apache Kafka goes on with, and
 * the other way round.
 */
@NullMarked
package io.ottla.compat.metadata;

import org.jspecify.annotations.NullMarked;
