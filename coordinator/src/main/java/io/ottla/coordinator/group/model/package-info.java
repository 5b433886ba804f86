/**
 * What all kinds of groups have in common: their directory, their settings, and what committed
 * offsets and the admin requests need to know of a group.
 *
 * <p>Owner: the loop of the group's shard, where mutable. Main entry: {@link
 * io.ottla.coordinator.group.model.Groups}.
 */
@NullMarked
package io.ottla.coordinator.group.model;

import org.jspecify.annotations.NullMarked;
