/**
 * Segments: the files a partition's log consists of, each with its indexes, and the list of them.
 * The partition's loop changes them; any thread reads, without a lock.
 *
 * <p>Main entry: {@link io.ottla.storage.segment.Segment}.
 */
@NullMarked
package io.ottla.storage.segment;

import org.jspecify.annotations.NullMarked;
