package io.ottla.runtime;

/**
 * One thread that owns state. A loop body does not know its thread: production pumps it from a
 * thread, a test from {@link ManualLoop#runOnce}.
 *
 * <p>Messages to a loop are never refused, so loops cannot deadlock on each other; work is bounded
 * where it enters the process.
 */
public interface EventLoop {
  /** The name in logs and thread dumps. */
  String name();

  /** Runs the task on this loop, after all that were given before. From any thread. */
  void execute(Runnable task);

  /** True when called on this loop's thread. */
  boolean inLoop();

  /**
   * Runs the task on this loop once the delay has passed, never before tasks that were already
   * queued when it expired. From any thread.
   */
  Timer schedule(long delayMs, Runnable task);

  /** The clock that this loop's timers follow. */
  Clock clock();

  /** Runs the task at once when on this loop, otherwise hands it over. */
  default void executeOrRun(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** A task that waits for its time. */
  interface Timer {
    /** Returns false when the task has run or was cancelled already. */
    boolean cancel();
  }
}
