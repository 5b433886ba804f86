package io.ottla.runtime;

import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop with a thread of its own, for work that may block. What is queued runs before timers that
 * have expired meanwhile.
 */
public final class ThreadLoop implements EventLoop, AutoCloseable {
  private static final long FOREVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private final String name;
  private final Clock clock;
  private final BiConsumer<String, Throwable> onFailure;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Scheduled> timers = new PriorityQueue<>();
  private final Thread thread;
  private boolean closing;
  private long nextTimerId;

  /**
   * Starts the thread.
   *
   * @param onFailure is told the loop's name and what a task threw; the loop goes on
   */
  public ThreadLoop(String name, Clock clock, BiConsumer<String, Throwable> onFailure) {
    this.name = name;
    this.clock = clock;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, "ottla-" + name);
    thread.start();
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
    return Thread.currentThread() == thread;
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    Scheduled timer =
        new Scheduled(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, delayMs)), task);
    execute(() -> add(timer));
    return timer;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /**
   * Ends the thread once everything queued has run; timers that wait are dropped. An interrupt does
   * not end the wait: what the thread works on may be closed next.
   */
  @Override
  public void close() {
    execute(() -> closing = true);
    if (inLoop()) {
      return;
    }
    Uninterrupted.await(
        () -> {
          thread.join();
          return true;
        });
  }

  private void add(Scheduled timer) {
    timer.id = nextTimerId++;
    timers.add(timer);
  }

  private void run() {
    while (!closing || !tasks.isEmpty()) {
      try {
        Runnable first = tasks.poll(nanosToNextTimer(), TimeUnit.NANOSECONDS);
        if (first != null) {
          runQueued(first);
        }
      } catch (InterruptedException e) {
        closing = true;
      }
      runExpired();
    }
  }

  /** Runs what is queued now; what comes meanwhile waits until expired timers had their turn. */
  private void runQueued(Runnable first) {
    int count = tasks.size();
    runAtTheEdge(first);
    for (int i = 0; i < count; i++) {
      Runnable task = tasks.poll();
      if (task != null) {
        runAtTheEdge(task);
      }
    }
  }

  private void runExpired() {
    for (Scheduled next = timers.peek();
        next != null && next.deadlineNanos - clock.nanos() <= 0;
        next = timers.peek()) {
      timers.remove();
      Runnable task = next.take();
      if (task != null) {
        runAtTheEdge(task);
      }
    }
  }

  private long nanosToNextTimer() {
    Scheduled next = timers.peek();
    return next == null ? FOREVER_NANOS : Math.max(0, next.deadlineNanos - clock.nanos());
  }

  /** The one place where a failure of a task ends. */
  private void runAtTheEdge(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      onFailure.accept(name, failure);
    }
  }

  private static final class Scheduled implements Timer, Comparable<Scheduled> {
    private final long deadlineNanos;
    private @Nullable Runnable task;
    private long id;

    Scheduled(long deadlineNanos, Runnable task) {
      this.deadlineNanos = deadlineNanos;
      this.task = task;
    }

    synchronized @Nullable Runnable take() {
      Runnable taken = task;
      task = null;
      return taken;
    }

    @Override
    public boolean cancel() {
      return take() != null;
    }

    @Override
    public int compareTo(Scheduled other) {
      int byDeadline = Long.compare(deadlineNanos, other.deadlineNanos);
      return byDeadline != 0 ? byDeadline : Long.compare(id, other.id);
    }
  }
}
