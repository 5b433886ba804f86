/**
 * Classic groups: members join, a leader among them assigns, and everyone syncs. Generations are
 * persisted once they are assigned; what happens in between is the shard's alone.
 *
 * <p>Owner: the loop of the group's shard. Main entry: {@link
 * io.ottla.coordinator.group.classic.ClassicGroups}, with a verb for each request.
 */
@NullMarked
package io.ottla.coordinator.group.classic;

import org.jspecify.annotations.NullMarked;
