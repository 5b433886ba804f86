/**
 * The Kafka protocol without I/O. Schemas lie in {@code src/main/schema}, one file per API; the
 * build turns them into the records of {@code io.ottla.wire.message}.
 */
@NullMarked
package io.ottla.wire;

import org.jspecify.annotations.NullMarked;
