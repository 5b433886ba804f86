package io.ottla.coordinator.shard;

import io.ottla.runtime.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a shard by name; setting one again replaces it. Moving a deadline back, as every
 * heartbeat does, costs no work in the loop's own queue. Owned by the shard's loop.
 */
public final class ShardTimers {
  /**
   * How long an expiry is held back, so that a loop or process that stood still reads what its
   * sockets hold before it expels anyone.
   */
  static final long CONFIRM_MS = 250;

  private final EventLoop loop;
  private final Executor guard;
  private final Map<Object, Entry> entries = new HashMap<>();
  private boolean closed;

  /**
   * No timers yet.
   *
   * @param guard runs the tasks
   */
  ShardTimers(EventLoop loop, Executor guard) {
    this.loop = loop;
    this.guard = guard;
  }

  /** Runs the task after the delay. */
  public void schedule(Object key, long delayMs, Runnable task) {
    set(key, delayMs, task, false);
  }

  /**
   * Runs the task when nothing has set the timer again for the delay and a short time of running
   * beyond it: for the expiry of someone whose sign of life may be in a queue.
   */
  public void expire(Object key, long delayMs, Runnable task) {
    set(key, delayMs, task, true);
  }

  /** Removes the timer if it is there. */
  public void cancel(Object key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      entry.stop();
    }
  }

  /** Whether the timer is set. */
  public boolean isSet(Object key) {
    return entries.containsKey(key);
  }

  void close() {
    closed = true;
    entries.values().forEach(Entry::stop);
    entries.clear();
  }

  private void set(Object key, long delayMs, Runnable task, boolean confirm) {
    if (closed) {
      return;
    }
    entries.computeIfAbsent(key, Entry::new).set(delayMs, task, confirm);
  }

  private final class Entry {
    private final Object key;
    private Runnable task = () -> {};
    private boolean confirm;
    private boolean confirming;
    private long deadlineMs;
    private long firesAtMs;
    private EventLoop.@Nullable Timer timer;

    Entry(Object key) {
      this.key = key;
    }

    void set(long delayMs, Runnable newTask, boolean newConfirm) {
      task = newTask;
      confirm = newConfirm;
      confirming = false;
      deadlineMs = nowMs() + Math.max(0, delayMs);
      if (timer == null || firesAtMs > deadlineMs) {
        stop();
        arm();
      }
    }

    void stop() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }

    private void arm() {
      firesAtMs = deadlineMs;
      timer = loop.schedule(deadlineMs - nowMs(), this::onFire);
    }

    private void onFire() {
      timer = null;
      long lateMs = nowMs() - deadlineMs;
      if (lateMs < 0) {
        arm();
      } else if (confirm && (!confirming || lateMs > CONFIRM_MS)) {
        confirming = true;
        deadlineMs = nowMs() + CONFIRM_MS;
        arm();
      } else {
        entries.remove(key, this);
        guard.execute(task);
      }
    }

    private long nowMs() {
      return loop.clock().monotonicMs();
    }
  }
}
