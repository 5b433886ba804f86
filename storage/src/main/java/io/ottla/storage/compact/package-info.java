/**
 * Compaction: of several records with one key the last one stays. Pure of threads and loops: a plan
 * comes from the log's loop, is carried out wherever one likes, and its result goes back to the
 * loop.
 *
 * <p>Main entry: {@link io.ottla.storage.compact.Compactor}.
 */
@NullMarked
package io.ottla.storage.compact;

import org.jspecify.annotations.NullMarked;
