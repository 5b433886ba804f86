package io.ottla.benchmarks;

import io.ottla.runtime.Clock;
import io.ottla.runtime.EventLoop;
import io.ottla.server.network.IoLoops;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What waiting for something costs an I/O loop: a timer that is set and nearly always cancelled.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoopTimers {
  private static final int TIMERS = 1_000;
  private static final long DELAY_MS = 30_000;

  private final IoLoops loops = new IoLoops(1, Clock.system());

  /** On the loop itself, as for a fetch that waits. */
  @Benchmark
  @OperationsPerInvocation(TIMERS)
  public void scheduleAndCancel() throws InterruptedException {
    EventLoop loop = loops.loops().get(0);
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          for (int i = 0; i < TIMERS; i++) {
            loop.schedule(DELAY_MS, () -> {}).cancel();
          }
          done.countDown();
        });
    done.await();
  }

  /** Ends the loop. */
  @TearDown
  public void close() {
    loops.close();
  }
}
