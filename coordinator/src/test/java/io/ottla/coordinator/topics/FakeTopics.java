package io.ottla.coordinator.topics;

import io.ottla.wire.protocol.Uuid;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Topics that a test makes. */
public final class FakeTopics implements TopicCatalog {
  private final Map<String, Topic> byName = new TreeMap<>();
  private final Map<String, Set<String>> racks = new HashMap<>();
  private long nextId = 100;

  /** Adds a topic, or gives one more partitions. */
  public Topic add(String name, int partitionCount) {
    Topic before = byName.get(name);
    Uuid id = before == null ? new Uuid(7, nextId++) : before.id();
    Topic topic = new Topic(name, id, partitionCount);
    byName.put(name, topic);
    return topic;
  }

  /** Removes a topic. */
  public void remove(String name) {
    byName.remove(name);
  }

  /** Puts the replicas of a partition into racks. */
  public void place(String name, int partition, Set<String> itsRacks) {
    racks.put(name + "-" + partition, itsRacks);
  }

  @Override
  public @Nullable Topic byName(String name) {
    return byName.get(name);
  }

  @Override
  public @Nullable Topic byId(Uuid id) {
    return byName.values().stream().filter(topic -> topic.id().equals(id)).findFirst().orElse(null);
  }

  @Override
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  @Override
  public Set<String> racks(Uuid topicId, int partition) {
    Topic topic = byId(topicId);
    return topic == null ? Set.of() : racks.getOrDefault(topic.name() + "-" + partition, Set.of());
  }
}
