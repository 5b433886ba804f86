package io.ottla.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualLoopTest {
  private final ManualClock clock = new ManualClock(1_000);
  private final ManualLoop loop = new ManualLoop("test", clock);
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunInTheOrderGivenAndUpToTheLimit() {
    loop.execute(() -> ran.add("a"));
    loop.execute(() -> ran.add("b"));
    loop.execute(() -> ran.add("c"));

    assertThat(loop.runOnce(2)).isEqualTo(2);
    assertThat(ran).containsExactly("a", "b");
  }

  @Test
  void queuedTasksRunBeforeTimersThatExpiredMeanwhile() {
    loop.schedule(10, () -> ran.add("timer"));
    loop.execute(() -> ran.add("queued"));
    clock.advanceMs(5_000);

    loop.runAll();

    assertThat(ran).containsExactly("queued", "timer");
  }

  @Test
  void advancingRunsTimersAtTheirOwnTime() {
    loop.schedule(20, () -> ran.add("late at " + clock.wallMs()));
    loop.schedule(10, () -> ran.add("early at " + clock.wallMs()));

    loop.advanceMs(30);

    assertThat(ran).containsExactly("early at 1010", "late at 1020");
    assertThat(clock.wallMs()).isEqualTo(1030);
  }

  @Test
  void aCancelledTimerNeverRuns() {
    EventLoop.Timer timer = loop.schedule(10, () -> ran.add("timer"));

    assertThat(timer.cancel()).isTrue();
    loop.advanceMs(20);

    assertThat(ran).isEmpty();
    assertThat(timer.cancel()).isFalse();
    assertThat(loop.timerCount()).isZero();
  }
}
