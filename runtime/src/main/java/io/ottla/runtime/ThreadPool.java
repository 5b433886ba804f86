package io.ottla.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Threads that share one queue, for work that may block and belongs to no loop. A thread that finds
 * nothing to do for some time ends.
 */
public final class ThreadPool implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;
  private final Consumer<Throwable> onFailure;

  /**
   * A pool without threads so far.
   *
   * @param count of threads at most
   * @param onFailure is told what a task threw, on its thread; the pool goes on
   */
  public ThreadPool(String name, int count, Consumer<Throwable> onFailure) {
    AtomicInteger number = new AtomicInteger();
    this.onFailure = onFailure;
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "ottla-" + name + '-' + number.getAndIncrement()),
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs the task on one of the threads; drops it once the pool is closed. From any thread. */
  @Override
  public void execute(Runnable task) {
    threads.execute(() -> runAtTheEdge(task));
  }

  /** Sets how many threads there are at most, at least one. From any thread. */
  public synchronized void resize(int count) {
    if (count > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(count);
      threads.setCorePoolSize(count);
    } else {
      threads.setCorePoolSize(count);
      threads.setMaximumPoolSize(count);
    }
  }

  /** The one place where a failure of a task ends. */
  private void runAtTheEdge(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      onFailure.accept(failure);
    }
  }

  /**
   * Ends the threads once everything queued has run. An interrupt does not end the wait: what they
   * work on may be closed next.
   */
  @Override
  public void close() {
    threads.shutdown();
    Uninterrupted.await(() -> threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
  }
}
