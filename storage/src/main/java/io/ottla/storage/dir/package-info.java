/**
 * Log directories and the logs in them: identity, locks, checkpoints, loading at start, placement,
 * deletion, and the state of a directory whose disk has failed. A {@link
 * io.ottla.storage.dir.LogManager} may be called from any thread; each log in it belongs to its
 * partition's loop.
 *
 * <p>Main entry: {@link io.ottla.storage.dir.LogManager}.
 */
@NullMarked
package io.ottla.storage.dir;

import org.jspecify.annotations.NullMarked;
