/**
 * The runtime that every coordinator stands on: a shard is the state machine of one partition of an
 * internal topic. Records are decided, appended and replayed; every response waits until what was
 * written before it is committed.
 *
 * <p>Owner: the loop of the shard's partition. Main entry: {@link
 * io.ottla.coordinator.shard.Shards}, which may be called from any thread.
 */
@NullMarked
package io.ottla.coordinator.shard;

import org.jspecify.annotations.NullMarked;
