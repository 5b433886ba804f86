package io.ottla.server.fetch;

import io.ottla.runtime.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one client fetches, kept over its polls (KIP-227). Owned by the I/O loop of
 * the connection that made it; replicas wake it from their own loops.
 *
 * <p>A fetch without a session uses one that lives for a single request and has the id 0.
 */
final class FetchSession {
  static final int NO_ID = 0;
  static final int INITIAL_EPOCH = 0;
  static final int FINAL_EPOCH = -1;

  private final int id;
  private final EventLoop loop;
  private final boolean usesTopicIds;
  private final Map<FetchKey, FetchedPartition> partitions = new LinkedHashMap<>();
  private final Queue<FetchedPartition> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile boolean waits;
  private @Nullable PendingFetch pending;
  private int expectedEpoch = 1;
  private final Queue<Runnable> changes = new ArrayDeque<>();

  FetchSession(int id, EventLoop loop, boolean usesTopicIds) {
    this.id = id;
    this.loop = loop;
    this.usesTopicIds = usesTopicIds;
  }

  int id() {
    return id;
  }

  EventLoop loop() {
    return loop;
  }

  boolean usesTopicIds() {
    return usesTopicIds;
  }

  int expectedEpoch() {
    return expectedEpoch;
  }

  /** The epoch that follows; 0 and -1 mean something else and are left out. */
  void advanceEpoch() {
    expectedEpoch = expectedEpoch == Integer.MAX_VALUE ? 1 : expectedEpoch + 1;
  }

  Collection<FetchedPartition> partitions() {
    return partitions.values();
  }

  /** The partitions that may have something to answer; in the order in which they are served. */
  Queue<FetchedPartition> queue() {
    return queue;
  }

  /** Adds a partition or moves one, and queues it. */
  void set(FetchKey key, FetchPositions positions) {
    FetchedPartition partition = partitions.get(key);
    if (partition == null) {
      partition = new FetchedPartition(this, key, positions);
      partitions.put(key, partition);
    } else {
      partition.moveTo(positions);
    }
    partition.enqueue();
  }

  void forget(FetchKey key) {
    FetchedPartition partition = partitions.remove(key);
    if (partition != null) {
      partition.forget();
    }
  }

  /** Makes a change to the session, at once unless the readers have it. */
  void change(Runnable change) {
    if (changes.isEmpty() && !isAway()) {
      change.run();
    } else {
      changes.add(change);
    }
  }

  /** Makes the changes that had to wait for the readers. */
  void makeChanges() {
    while (!isAway() && !changes.isEmpty()) {
      changes.remove().run();
    }
  }

  private boolean isAway() {
    return pending != null && pending.isAway();
  }

  /** Begins to serve a fetch; one that still waits is answered with what it has. */
  void begin(PendingFetch fetch) {
    if (pending != null) {
      pending.finish();
    }
    pending = fetch;
    waits = true;
    fetch.run();
  }

  void ended(PendingFetch fetch) {
    if (pending == fetch) {
      pending = null;
      waits = false;
    }
  }

  /** Has the waiting fetch look again, once for any number of calls. From any thread. */
  void wake() {
    if (waits && woken.compareAndSet(false, true)) {
      loop.execute(
          () -> {
            woken.set(false);
            if (pending != null) {
              pending.run();
            }
          });
    }
  }

  /** Gives up the registrations. */
  void close() {
    if (pending != null) {
      pending.finish();
    }
    partitions.values().forEach(FetchedPartition::forget);
    partitions.clear();
    queue.clear();
  }
}
