package io.ottla.compat.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the workers of one pipeline saw, from all their threads. */
public final class Journal {
  private final Map<String, Fate> fates = new HashMap<>();
  private final Map<Ownership, String> owners = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final List<String> secondOwners = new ArrayList<>();
  private final AtomicInteger fenced = new AtomicInteger();
  private final Map<String, Integer> startedOver = new TreeMap<>();

  private record Ownership(int generation, int partition) {}

  /** A member holds these partitions in this generation (or member epoch) of its group. */
  public synchronized void owns(String member, int generation, Collection<Integer> partitions) {
    for (int partition : partitions) {
      String other = owners.putIfAbsent(new Ownership(generation, partition), member);
      if (other != null && !other.equals(member)) {
        secondOwners.add(
            "two owners of partition "
                + partition
                + " in generation "
                + generation
                + ": "
                + other
                + " and "
                + member);
      }
    }
  }

  /** What became of a transaction, as far as its worker knows. */
  public synchronized void fate(String transaction, Fate fate) {
    fates.put(transaction, fate);
  }

  /** A worker has committed this position. */
  public synchronized void position(int partition, long offset) {
    positions.merge(partition, offset, Math::max);
  }

  /** A worker ended because its transactional id belongs to a newer one. */
  public void fenced() {
    fenced.incrementAndGet();
  }

  /** A worker made itself new clients after an error. */
  public synchronized void startedOver(Exception error) {
    startedOver.merge(error.getClass().getSimpleName(), 1, Integer::sum);
  }

  /** Records processed, by committed positions. */
  synchronized long processed() {
    return positions.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized Map<String, Fate> fates() {
    return Map.copyOf(fates);
  }

  synchronized List<String> secondOwners() {
    return List.copyOf(secondOwners);
  }

  synchronized long generationCount() {
    return owners.keySet().stream().map(Ownership::generation).distinct().count();
  }

  int fencedCount() {
    return fenced.get();
  }

  /** How often workers started over, by the name of the error. */
  synchronized Map<String, Integer> startedOver() {
    return new TreeMap<>(startedOver);
  }
}
