/**
 * Committed offsets of all kinds of groups, plain and within transactions.
 *
 * <p>Owner: the loop of the group's shard. Main entry: {@link
 * io.ottla.coordinator.group.offsets.OffsetStore}, with a verb for each request.
 */
@NullMarked
package io.ottla.coordinator.group.offsets;

import org.jspecify.annotations.NullMarked;
