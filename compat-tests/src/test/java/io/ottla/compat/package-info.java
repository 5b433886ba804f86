/**
 * Stock clients and tools against a broker process over TCP: a black box. Nothing here looks into
 * Ottla's modules; the same scenarios run against Apache Kafka ({@code
 * -Dottla.compat.broker=kafka}), which proves the scenarios right.
 */
@NullMarked
package io.ottla.compat;

import org.jspecify.annotations.NullMarked;
