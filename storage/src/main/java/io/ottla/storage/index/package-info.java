/**
 * The indexes of a segment, in Kafka's files: positions by offset, offsets by timestamp, aborted
 * transactions by offset. The partition's loop appends; any thread reads, without a lock.
 *
 * <p>Main entry: {@link io.ottla.storage.index.OffsetIndex}.
 */
@NullMarked
package io.ottla.storage.index;

import org.jspecify.annotations.NullMarked;
