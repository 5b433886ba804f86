/**
 * Lets coordinators run on this broker's partitions: their logs, their topics, and who leads.
 *
 * <p>Main entry: {@link io.ottla.server.coordinator.CoordinatorLifecycle}.
 */
@NullMarked
package io.ottla.server.coordinator;

import org.jspecify.annotations.NullMarked;
