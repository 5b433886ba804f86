package io.ottla.runtime;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A loop that a test pumps by hand, deterministic and on the caller's thread. Tasks run in the
 * order given; timers in the order of their deadlines, those of one deadline in the order made.
 */
public final class ManualLoop implements EventLoop {
  private final String name;
  private final ManualClock clock;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Scheduled> timers = new PriorityQueue<>();
  private long nextTimerId;

  /** A loop with the given name that follows the given clock. */
  public ManualLoop(String name, ManualClock clock) {
    this.name = name;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    Scheduled timer =
        new Scheduled(clock.nanos() + Math.max(0, delayMs) * 1_000_000, nextTimerId++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /** Runs at most {@code limit} tasks, queued ones before expired timers; returns how many ran. */
  public int runOnce(int limit) {
    int done = 0;
    while (done < limit) {
      Runnable task = next();
      if (task == null) {
        break;
      }
      task.run();
      done++;
    }
    return done;
  }

  /** Runs until neither a task nor an expired timer is left. */
  public void runAll() {
    int done = runOnce(1_000_000);
    Invariant.check(done < 1_000_000, "loop settles; tasks run", done);
  }

  /** Moves the clock to each deadline within the next {@code ms} in turn and runs what is due. */
  public void advanceMs(long ms) {
    long end = clock.nanos() + ms * 1_000_000;
    runAll();
    for (Scheduled t = timers.peek(); t != null && t.deadlineNanos <= end; t = timers.peek()) {
      clock.advanceMs(Math.max(0, ceilMs(t.deadlineNanos - clock.nanos())));
      runAll();
    }
    clock.advanceMs(Math.max(0, (end - clock.nanos()) / 1_000_000));
    runAll();
  }

  /** How many timers wait, for leak checks. */
  public int timerCount() {
    return timers.size();
  }

  private static long ceilMs(long nanos) {
    return (nanos + 999_999) / 1_000_000;
  }

  private @Nullable Runnable next() {
    Runnable task = tasks.poll();
    if (task != null) {
      return task;
    }
    Scheduled timer = timers.peek();
    if (timer != null && timer.deadlineNanos <= clock.nanos()) {
      timers.poll();
      return timer.task;
    }
    return null;
  }

  private record Scheduled(long deadlineNanos, long id, Runnable task)
      implements Comparable<Scheduled> {
    @Override
    public int compareTo(Scheduled other) {
      int byDeadline = Long.compare(deadlineNanos, other.deadlineNanos);
      return byDeadline != 0 ? byDeadline : Long.compare(id, other.id);
    }
  }
}
