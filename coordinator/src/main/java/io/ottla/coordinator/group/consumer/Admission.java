package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.classic.ClassicGroup;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicCatalog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The group that a heartbeat comes into: the one that is there, or one that is made in the place of
 * what is there. Pure.
 *
 * @param group null when it is to be made of nothing
 * @param records that make room for it, or upgrade what is there
 * @param upgraded the classic group that becomes this one, or null
 */
record Admission(
    @Nullable ConsumerGroup group,
    List<CoordinatorRecord> records,
    @Nullable ClassicGroup upgraded) {
  Admission {
    records = List.copyOf(records);
  }

  /** Where a heartbeat is heard; null when there is no group for it. Only joins make one. */
  static @Nullable Admission of(
      @Nullable Group existing, boolean joins, GroupConfig.Consumer config, TopicCatalog catalog) {
    if (existing instanceof ConsumerGroup group) {
      return new Admission(group, List.of(), null);
    }
    if (!joins) {
      return null;
    }
    if (existing == null) {
      return new Admission(null, List.of(), null);
    }
    if (existing instanceof ClassicGroup classic && mayUpgrade(classic, config)) {
      Upgrade upgrade = Upgrade.of(classic, catalog);
      return upgrade == null ? null : new Admission(upgrade.group(), upgrade.records(), classic);
    }
    return existing.isDisposable() ? new Admission(null, existing.tombstones(), null) : null;
  }

  private static boolean mayUpgrade(ClassicGroup classic, GroupConfig.Consumer config) {
    return classic.memberCount() > 0
        && classic.memberCount() <= config.maxSize()
        && config.migration().allowsUpgrade();
  }
}
