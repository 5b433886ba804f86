package io.ottla.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ThreadLoopTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @Test
  void runsTasksInOrderAndTimersAtTheirTime() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (ThreadLoop loop = loop()) {
      loop.execute( // on the loop, so that none of it is due before all of it is there
          () -> {
            loop.schedule(2, done::countDown);
            loop.schedule(1, () -> ran.add("timer"));
            loop.execute(() -> ran.add("a"));
            loop.execute(() -> ran.add("b"));
          });
      done.await();
    }

    assertThat(ran).containsExactly("a", "b", "timer");
  }

  @Test
  void aFailureIsReportedAndTheLoopGoesOn() {
    try (ThreadLoop loop = loop()) {
      loop.execute(
          () -> {
            throw new IllegalStateException("boom");
          });
      loop.execute(() -> ran.add("after"));
    }

    assertThat(ran).containsExactly("test failed: boom", "after");
  }

  @Test
  void aCancelledTimerDoesNotRun() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (ThreadLoop loop = loop()) {
      EventLoop.Timer timer = loop.schedule(1, () -> ran.add("cancelled"));
      assertThat(timer.cancel()).isTrue();
      loop.schedule(5, done::countDown);
      done.await();
    }

    assertThat(ran).isEmpty();
  }

  @Test
  void closingOnAnInterruptedThreadStillWaits() {
    CountDownLatch go = new CountDownLatch(1);
    ThreadLoop loop = loop();
    loop.execute(() -> await(go));
    loop.execute(() -> ran.add("task"));

    Thread.currentThread().interrupt();
    Thread opener = new Thread(go::countDown);
    opener.start();
    loop.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).containsExactly("task");
  }

  @Test
  void closingAPoolOnAnInterruptedThreadStillWaits() {
    CountDownLatch go = new CountDownLatch(1);
    ThreadPool pool = new ThreadPool("test", 1, failure -> ran.add(failure.getMessage()));
    pool.execute(() -> await(go));
    pool.execute(() -> ran.add("task"));

    Thread.currentThread().interrupt();
    Thread opener = new Thread(go::countDown);
    opener.start();
    pool.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).containsExactly("task");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ThreadLoop loop() {
    return new ThreadLoop(
        "test",
        Clock.system(),
        (name, failure) -> ran.add(name + " failed: " + failure.getMessage()));
  }
}
