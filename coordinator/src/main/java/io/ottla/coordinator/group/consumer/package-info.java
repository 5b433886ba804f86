/**
 * Consumer groups of the new protocol (KIP-848): every member heartbeats on its own, the
 * coordinator assigns, and each member is led from what it has to what it is to have.
 *
 * <p>Owner: the loop of the group's shard. Main entry: {@link
 * io.ottla.coordinator.group.consumer.ConsumerGroups}; what a heartbeat does is decided by the pure
 * {@link io.ottla.coordinator.group.consumer.HeartbeatVerb}.
 */
@NullMarked
package io.ottla.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
