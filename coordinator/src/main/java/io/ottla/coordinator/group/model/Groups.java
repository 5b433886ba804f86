package io.ottla.coordinator.group.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The groups of a shard by id. Owned by the shard's loop. */
public final class Groups {
  private final Map<String, Group> byId = new HashMap<>();
  private final Function<String, Group> newSimpleGroup;

  /**
   * No groups.
   *
   * @param newSimpleGroup makes a group without members, of which only offsets are known
   */
  public Groups(Function<String, Group> newSimpleGroup) {
    this.newSimpleGroup = newSimpleGroup;
  }

  /** The group, or null. */
  public @Nullable Group find(String groupId) {
    return byId.get(groupId);
  }

  /** The group; offsets that were committed without one make it. */
  public Group findOrMake(String groupId) {
    return byId.computeIfAbsent(groupId, newSimpleGroup);
  }

  /** Adds a group, in place of another of its id. */
  public void put(Group group) {
    byId.put(group.id(), group);
  }

  /** Removes the group if it is there. */
  public @Nullable Group remove(String groupId) {
    return byId.remove(groupId);
  }

  /** All groups at this moment. */
  public List<Group> all() {
    return new ArrayList<>(byId.values());
  }

  /** How many there are. */
  public int count() {
    return byId.size();
  }
}
