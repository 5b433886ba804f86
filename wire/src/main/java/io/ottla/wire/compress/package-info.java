/**
 * The compressions of record batches in the framing that Kafka's clients write and expect. Native
 * libraries are loaded when a codec is first used. Pure functions over bytes; no owner loop.
 *
 * <p>Main entry: {@link io.ottla.wire.compress.Compression}.
 */
@NullMarked
package io.ottla.wire.compress;

import org.jspecify.annotations.NullMarked;
