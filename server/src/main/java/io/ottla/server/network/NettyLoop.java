package io.ottla.server.network;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.ottla.runtime.Clock;
import io.ottla.runtime.EventLoop;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of Netty's loops, seen as a loop that owns state. */
final class NettyLoop implements EventLoop {
  private static final Logger log = LoggerFactory.getLogger(NettyLoop.class);

  private final String name;
  private final EventExecutor executor;
  private final Clock clock;

  NettyLoop(String name, EventExecutor executor, Clock clock) {
    this.name = name;
    this.executor = executor;
    this.clock = clock;
  }

  EventExecutor executor() {
    return executor;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> runAtTheEdge(task));
  }

  @Override
  public boolean inLoop() {
    return executor.inEventLoop();
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    Future<?> future = executor.schedule(() -> runAtTheEdge(task), delayMs, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  /** The one place where a failure of a task ends; the loop itself goes on. */
  private void runAtTheEdge(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      log.error("task failed loop={}", name, failure);
    }
  }
}
