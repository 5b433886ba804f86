/**
 * The assignors of consumer groups of the new protocol (KIP-848): pure functions from members with
 * their subscriptions and topics with their partitions to a target assignment.
 *
 * <p>No owner loop. Main entry: {@link io.ottla.coordinator.group.assignor.Assignor}.
 */
@NullMarked
package io.ottla.coordinator.group.assignor;

import org.jspecify.annotations.NullMarked;
