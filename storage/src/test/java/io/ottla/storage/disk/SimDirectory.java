package io.ottla.storage.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A simulated directory: names as the system sees them, and the changes not yet on the platter. */
final class SimDirectory {
  private final TreeMap<String, Object> entries = new TreeMap<>();
  private final TreeMap<String, Object> durable = new TreeMap<>();
  private final List<Map<String, @Nullable Object>> pending = new ArrayList<>();

  /** As a clock would tell it: what a crash has undone does not happen at that time again. */
  private long version;

  private long newestVersion;

  private long durableVersion;
  private final List<Long> pendingVersions = new ArrayList<>();

  long version() {
    return version;
  }

  void stamp(long given) {
    apply(Map.of(), given);
  }

  @Nullable Object get(String name) {
    return entries.get(name);
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The files below, that were removed and may come back included. */
  Stream<SimFile> files() {
    return Stream.concat(entries.values().stream(), durable.values().stream())
        .distinct()
        .flatMap(
            node ->
                node instanceof SimDirectory directory
                    ? directory.files()
                    : Stream.of((SimFile) node))
        .distinct();
  }

  void put(String name, Object node) {
    Map<String, @Nullable Object> change = new HashMap<>();
    change.put(name, node);
    apply(change);
  }

  void remove(String name) {
    Map<String, @Nullable Object> change = new HashMap<>();
    change.put(name, null);
    apply(change);
  }

  /** One step: it is lost whole or not at all. */
  void rename(String from, String to) {
    Map<String, @Nullable Object> change = new HashMap<>();
    change.put(to, entries.get(from));
    change.put(from, null);
    apply(change);
  }

  private void apply(Map<String, @Nullable Object> change) {
    apply(change, ++newestVersion);
  }

  private void apply(Map<String, @Nullable Object> change, long newVersion) {
    version = newVersion;
    pending.add(change);
    pendingVersions.add(version);
    apply(change, entries);
  }

  private static void apply(Map<String, @Nullable Object> change, Map<String, Object> target) {
    change.forEach(
        (name, node) -> {
          if (node == null) {
            target.remove(name);
          } else {
            target.put(name, node);
          }
        });
  }

  void sync() {
    pending.forEach(change -> apply(change, durable));
    pending.clear();
    pendingVersions.clear();
    durableVersion = version;
  }

  /** What is left after a power loss: the changes up to some point since the last sync. */
  SimDirectory afterCrash(RandomGenerator random) {
    TreeMap<String, Object> survivors = new TreeMap<>(durable);
    int kept = random.nextInt(pending.size() + 1);
    pending.subList(0, kept).forEach(change -> apply(change, survivors));
    SimDirectory left = new SimDirectory();
    survivors.forEach((name, node) -> left.put(name, nodeAfterCrash(node, random)));
    left.sync();
    // A directory's time goes to the platter with its names.
    left.version = kept == 0 ? durableVersion : pendingVersions.get(kept - 1);
    left.durableVersion = left.version;
    left.newestVersion = newestVersion + 1;
    return left;
  }

  private static Object nodeAfterCrash(Object node, RandomGenerator random) {
    return node instanceof SimDirectory directory
        ? directory.afterCrash(random)
        : ((SimFile) node).afterCrash(random);
  }
}
