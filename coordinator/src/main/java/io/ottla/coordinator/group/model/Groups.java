package io.ottla.coordinator.group.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The groups of a shard by id. Owned by the shard's loop. */
public final class Groups {
  private final Map<String, Group> byId = new HashMap<>();
  private final Function<String, Group> newSimpleGroup;
  private final Map<GroupType, LongAdder> counts = new EnumMap<>(GroupType.class);

  /**
   * No groups.
   *
   * @param newSimpleGroup makes a group without members, of which only offsets are known
   */
  public Groups(Function<String, Group> newSimpleGroup) {
    this.newSimpleGroup = newSimpleGroup;
    for (GroupType type : GroupType.values()) {
      counts.put(type, new LongAdder());
    }
  }

  /** The group, or null. */
  public @Nullable Group find(String groupId) {
    return byId.get(groupId);
  }

  /** The group; offsets that were committed without one make it. */
  public Group findOrMake(String groupId) {
    Group group = byId.get(groupId);
    if (group == null) {
      group = newSimpleGroup.apply(groupId);
      put(group);
    }
    return group;
  }

  /** Adds a group, in place of another of its id. */
  public void put(Group group) {
    Group before = byId.put(group.id(), group);
    count(before, -1);
    count(group, 1);
  }

  /** Removes the group if it is there. */
  public @Nullable Group remove(String groupId) {
    Group removed = byId.remove(groupId);
    count(removed, -1);
    return removed;
  }

  private void count(@Nullable Group group, int change) {
    if (group != null) {
      Objects.requireNonNull(counts.get(group.type())).add(change);
    }
  }

  /** All groups at this moment. */
  public List<Group> all() {
    return new ArrayList<>(byId.values());
  }

  /** How many there are of a type. From any thread. */
  public long count(GroupType type) {
    return Objects.requireNonNull(counts.get(type)).sum();
  }
}
