package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.classic.ClassicGroups;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupSettings;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.topics.TopicCatalog;
import java.util.function.Supplier;

/**
 * What the consumer groups of a shard work with.
 *
 * @param config of the broker
 * @param settings of single groups
 * @param classicGroups of the same shard, with the directory of groups of all kinds
 * @param newIds gives ids to members that come without
 */
public record ConsumerContext(
    ShardContext shard,
    GroupConfig config,
    GroupSettings settings,
    ClassicGroups classicGroups,
    TopicCatalog catalog,
    Supplier<String> newIds) {
  Groups groups() {
    return classicGroups.groups();
  }

  /** A draft of a group that exists. */
  Draft draft(ConsumerGroup group) {
    return new Draft(group.id(), group, scene(settings.consumer(group.id())));
  }

  Draft.Scene scene(GroupConfig.Consumer ofGroup) {
    return new Draft.Scene(catalog, shard.nowMs(), ofGroup.assignmentIntervalMs());
  }
}
