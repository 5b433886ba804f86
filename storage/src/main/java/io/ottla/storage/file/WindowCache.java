package io.ottla.storage.file;

import io.ottla.storage.disk.DiskFile;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of mapped windows at a budget, since the system allows a process only so many
 * (65,530 on a Linux as it comes). Those that are little used are swept; when all are in use,
 * nobody gets another.
 */
public final class WindowCache {
  private final int budget;
  private final TailRules rules;
  private final AtomicInteger mappedCount = new AtomicInteger();
  private final Set<WindowSlot> mapped = ConcurrentHashMap.newKeySet();

  /** A cache of at most {@code budget} windows. */
  public WindowCache(int budget, TailRules rules) {
    this.budget = budget;
    this.rules = rules;
  }

  /** How windows are used. */
  public TailRules rules() {
    return rules;
  }

  /** A slot for a window, empty. */
  public WindowSlot slot() {
    return new WindowSlot(this);
  }

  /** How many windows are mapped. */
  public int mappedCount() {
    return mappedCount.get();
  }

  /** Unmaps what was little used since the last sweep. From any thread. */
  public void sweep() {
    for (WindowSlot slot : mapped) {
      slot.evictIfUsedLess(rules.minAppends());
    }
  }

  @Nullable MappedWindow map(DiskFile file, long position, int size) {
    return mappedCount.get() >= budget
        ? null
        : new MappedWindow(file.map(position, size), position, mappedCount);
  }

  void onMapped(WindowSlot slot) {
    mapped.add(slot);
  }

  void onEvicted(WindowSlot slot) {
    mapped.remove(slot);
  }
}
