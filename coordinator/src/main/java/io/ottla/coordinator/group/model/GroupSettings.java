package io.ottla.coordinator.group.model;

/** What is set for single groups, as of the current metadata. Called from any thread. */
@FunctionalInterface
public interface GroupSettings {
  /** The settings of a consumer group: its own where there are some, otherwise the broker's. */
  GroupConfig.Consumer consumer(String groupId);
}
