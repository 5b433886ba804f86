/**
 * What coordinators know of topics: a port onto the broker's metadata.
 *
 * <p>No owner loop; immutable values. Main entry: {@link io.ottla.coordinator.topics.TopicCatalog}.
 */
@NullMarked
package io.ottla.coordinator.topics;

import org.jspecify.annotations.NullMarked;
