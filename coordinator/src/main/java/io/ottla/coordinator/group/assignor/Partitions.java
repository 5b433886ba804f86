package io.ottla.coordinator.group.assignor;

import io.ottla.wire.protocol.Uuid;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * An immutable set of partitions by topic id, in order. No topic has an empty set.
 *
 * @param byTopic the numbers of the partitions
 */
public record Partitions(SortedMap<Uuid, SortedSet<Integer>> byTopic) {
  /** No partitions. */
  public static final Partitions NONE = new Partitions(new TreeMap<>());

  /** Copies everything. */
  public Partitions {
    SortedMap<Uuid, SortedSet<Integer>> copy = new TreeMap<>();
    byTopic.forEach(
        (topic, numbers) -> {
          if (!numbers.isEmpty()) {
            copy.put(topic, Collections.unmodifiableSortedSet(new TreeSet<>(numbers)));
          }
        });
    byTopic = Collections.unmodifiableSortedMap(copy);
  }

  /** The partitions of a topic. */
  public Set<Integer> of(Uuid topic) {
    SortedSet<Integer> numbers = byTopic.get(topic);
    return numbers == null ? Set.of() : numbers;
  }

  /** Whether the partition is in the set. */
  public boolean contains(Uuid topic, int partition) {
    return of(topic).contains(partition);
  }

  /** Whether all partitions of another set are in this one. */
  public boolean containsAll(Partitions other) {
    return other.minus(this).isEmpty();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byTopic.isEmpty();
  }

  /** How many there are. */
  public int count() {
    return byTopic.values().stream().mapToInt(Set::size).sum();
  }

  /** Calls for each partition, in order. */
  public void forEach(BiConsumer<Uuid, Integer> action) {
    byTopic.forEach(
        (topic, numbers) -> numbers.forEach(partition -> action.accept(topic, partition)));
  }

  /** The partitions of both. */
  public Partitions plus(Partitions other) {
    Builder builder = new Builder();
    forEach(builder::add);
    other.forEach(builder::add);
    return builder.build();
  }

  /** The partitions of this set that are not in the other. */
  public Partitions minus(Partitions other) {
    return filter((topic, partition) -> !other.contains(topic, partition));
  }

  /** The partitions that are in both. */
  public Partitions and(Partitions other) {
    return filter(other::contains);
  }

  /** The partitions that a test accepts. */
  public Partitions filter(Test test) {
    Builder builder = new Builder();
    forEach(
        (topic, partition) -> {
          if (test.accepts(topic, partition)) {
            builder.add(topic, partition);
          }
        });
    return builder.build();
  }

  /** Says whether a partition is wanted. */
  @FunctionalInterface
  public interface Test {
    /** Whether it is. */
    boolean accepts(Uuid topic, int partition);
  }

  /** Collects partitions. */
  public static final class Builder {
    private final SortedMap<Uuid, SortedSet<Integer>> byTopic = new TreeMap<>();

    /** Adds one. */
    public Builder add(Uuid topic, int partition) {
      byTopic.computeIfAbsent(topic, id -> new TreeSet<>()).add(partition);
      return this;
    }

    /** The set. */
    public Partitions build() {
      return new Partitions(byTopic);
    }
  }

  /** Of a map from topics to partitions. */
  public static Partitions of(Map<Uuid, ? extends Iterable<Integer>> byTopic) {
    Builder builder = new Builder();
    byTopic.forEach(
        (topic, numbers) -> numbers.forEach(partition -> builder.add(topic, partition)));
    return builder.build();
  }
}
