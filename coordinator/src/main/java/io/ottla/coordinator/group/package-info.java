/**
 * The group coordinator: the state machine of a partition of {@code __consumer_offsets}, and the
 * entry that finds the right one for a request.
 *
 * <p>Owner: {@link io.ottla.coordinator.group.GroupShard} belongs to the loop of its partition; the
 * main entry {@link io.ottla.coordinator.group.GroupCoordinator} may be called from any thread.
 */
@NullMarked
package io.ottla.coordinator.group;

import org.jspecify.annotations.NullMarked;
