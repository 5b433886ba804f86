package io.ottla.server.fetch;

import io.ottla.runtime.Clock;
import io.ottla.runtime.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sessions of all clients, found from any thread and bounded in number. */
public final class FetchSessions {
  /** A session unused for so long makes room for a new one when all places are taken. */
  private static final long EVICTABLE_AFTER_MS = 120_000;

  private final int capacity;
  private final Clock clock;
  private final Map<Integer, Entry> sessions = new ConcurrentHashMap<>();

  /** Starts at another id after each start of the broker, so that no old client finds a new one. */
  private final AtomicInteger nextId;

  /** No sessions yet, at most {@code max.incremental.fetch.session.cache.slots} of them. */
  public FetchSessions(int capacity, Clock clock) {
    this.capacity = capacity;
    this.clock = clock;
    this.nextId = new AtomicInteger(Long.hashCode(clock.wallMs() * 0x9E3779B97F4A7C15L));
  }

  /** How many there are. */
  public int count() {
    return sessions.size();
  }

  /** A new session, or one for a single request when there is no room. */
  FetchSession create(EventLoop loop, boolean usesTopicIds) {
    if (sessions.size() >= capacity && !evictOne()) {
      return new FetchSession(FetchSession.NO_ID, loop, usesTopicIds);
    }
    while (true) {
      int id = nextId.getAndIncrement() & Integer.MAX_VALUE;
      FetchSession session = new FetchSession(id, loop, usesTopicIds);
      if (id != FetchSession.NO_ID
          && sessions.putIfAbsent(id, new Entry(session, clock.monotonicMs())) == null) {
        return session;
      }
    }
  }

  /** The session of an id, or null. */
  @Nullable FetchSession find(int id) {
    Entry entry =
        sessions.computeIfPresent(id, (key, e) -> new Entry(e.session, clock.monotonicMs()));
    return entry == null ? null : entry.session;
  }

  /** Ends a session, if it is there. */
  void remove(int id) {
    Entry entry = sessions.remove(id);
    if (entry != null) {
      FetchSession session = entry.session;
      session.loop().executeOrRun(() -> session.change(session::close));
    }
  }

  private boolean evictOne() {
    long now = clock.monotonicMs();
    Map.Entry<Integer, Entry> oldest = null;
    for (Map.Entry<Integer, Entry> candidate : sessions.entrySet()) {
      if (oldest == null || candidate.getValue().usedMs < oldest.getValue().usedMs) {
        oldest = candidate;
      }
    }
    if (oldest == null || now - oldest.getValue().usedMs < EVICTABLE_AFTER_MS) {
      return false;
    }
    remove(oldest.getKey());
    return true;
  }

  private record Entry(FetchSession session, long usedMs) {}
}
