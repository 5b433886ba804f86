package io.ottla.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DirectoryThreadsTest {
  private static final long DEADLINE_SECONDS = 30;

  private final AtomicInteger met = new AtomicInteger();

  /** Ends only while as many others run. */
  private Runnable meeting(CountDownLatch latch) {
    return () -> {
      latch.countDown();
      try {
        if (latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
          met.incrementAndGet();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void eachDirectoryHasItsOwnThreads() {
    CountDownLatch four = new CountDownLatch(4);
    Runnable task = meeting(four);

    new DirectoryThreads(2).accept(List.of(List.of(task, task), List.of(task, task)));

    assertThat(met).hasValue(4);
  }

  @Test
  void aFailureIsToldOnceEverythingElseIsDone() {
    Runnable failure =
        () -> {
          throw new IllegalStateException("broken");
        };
    DirectoryThreads threads = new DirectoryThreads(1);
    List<List<Runnable>> tasks = List.of(List.of(failure, met::incrementAndGet));

    assertThatThrownBy(() -> threads.accept(tasks)).hasMessageContaining("broken");
    assertThat(met).hasValue(1);
  }
}
