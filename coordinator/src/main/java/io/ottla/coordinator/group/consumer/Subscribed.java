package io.ottla.coordinator.group.consumer;

import com.google.re2j.Pattern;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.protocol.Uuid;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The topics that members subscribe to and that exist.
 *
 * @param byName by topic name
 */
record Subscribed(SortedMap<String, Topic> byName) {
  /** Of the members, whose patterns are resolved. */
  static Subscribed of(
      Collection<ConsumerMember> members, Map<String, Set<String>> regexes, TopicCatalog catalog) {
    SortedMap<String, Topic> byName = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    for (ConsumerMember member : members) {
      names.addAll(names(member, regexes));
    }
    for (String name : names) {
      Topic topic = catalog.byName(name);
      if (topic != null) {
        byName.put(name, topic);
      }
    }
    return new Subscribed(byName);
  }

  /** The names that a member subscribes to, literally or by pattern. */
  static Set<String> names(ConsumerMember member, Map<String, Set<String>> regexes) {
    Set<String> names = new TreeSet<>(member.profile().topics());
    names.addAll(regexes.getOrDefault(member.profile().regex(), Set.of()));
    return names;
  }

  /**
   * The topics that a pattern matches as a whole, internal ones too: a client excludes them itself.
   */
  static Set<String> matching(Pattern pattern, TopicCatalog catalog) {
    Set<String> names = new TreeSet<>();
    for (String name : catalog.names()) {
      if (pattern.matches(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Changes when a topic comes, goes or gets partitions; 0 without topics. */
  long hash() {
    long hash = 0;
    for (Topic topic : byName.values()) {
      hash = 31 * hash + topic.name().hashCode();
      hash = 31 * hash + topic.id().mostSignificantBits();
      hash = 31 * hash + topic.id().leastSignificantBits();
      hash = 31 * hash + topic.partitionCount();
    }
    return hash;
  }

  /** The topics' ids with their counts of partitions. */
  Map<Uuid, Integer> partitionCounts() {
    Map<Uuid, Integer> counts = new HashMap<>();
    byName.values().forEach(topic -> counts.put(topic.id(), topic.partitionCount()));
    return counts;
  }

  /** The ids of the names among these topics. */
  Set<Uuid> ids(Set<String> names) {
    Set<Uuid> ids = new TreeSet<>();
    for (String name : names) {
      Topic topic = byName.get(name);
      if (topic != null) {
        ids.add(topic.id());
      }
    }
    return ids;
  }
}
