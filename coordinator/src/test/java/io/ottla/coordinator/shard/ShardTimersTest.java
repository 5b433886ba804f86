package io.ottla.coordinator.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTimersTest {
  private final ManualClock clock = new ManualClock(0);
  private final ManualLoop loop = new ManualLoop("loop", clock);
  private final ShardTimers timers = new ShardTimers(loop, Runnable::run);
  private final List<String> fired = new ArrayList<>();

  @Test
  void aTimerFiresAtItsTime() {
    timers.schedule("a", 100, () -> fired.add("a"));

    loop.advanceMs(99);
    assertThat(fired).isEmpty();
    loop.advanceMs(1);

    assertThat(fired).containsExactly("a");
    assertThat(timers.isSet("a")).isFalse();
  }

  @Test
  void settingItAgainReplacesIt() {
    timers.schedule("a", 100, () -> fired.add("early"));
    timers.schedule("a", 200, () -> fired.add("late"));
    timers.schedule("b", 200, () -> fired.add("late"));
    timers.schedule("b", 50, () -> fired.add("early"));

    loop.advanceMs(1_000);

    assertThat(fired).containsExactly("early", "late");
  }

  @Test
  void movingADeadlineBackAddsNoTimerToTheLoop() {
    for (int i = 0; i < 100; i++) {
      timers.expire("a", 1_000, () -> fired.add("a"));
      loop.advanceMs(10);
    }

    assertThat(loop.timerCount()).isEqualTo(1);
    loop.advanceMs(1_000 - 10 + ShardTimers.CONFIRM_MS);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void anExpiryIsHeldBackUntilTheLoopHasRunForAWhile() {
    timers.expire("a", 100, () -> fired.add("a"));

    clock.advanceMs(5_000);
    loop.runAll();
    assertThat(fired).isEmpty();
    timers.expire("a", 100, () -> fired.add("later"));
    loop.advanceMs(100 + ShardTimers.CONFIRM_MS);

    assertThat(fired).containsExactly("later");
  }

  @Test
  void aStallDuringTheConfirmationConfirmsAgain() {
    timers.expire("a", 100, () -> fired.add("a"));
    loop.advanceMs(100);

    clock.advanceMs(5_000);
    loop.runAll();
    assertThat(fired).isEmpty();
    loop.advanceMs(ShardTimers.CONFIRM_MS);

    assertThat(fired).containsExactly("a");
  }

  @Test
  void cancelledAndClosedTimersDoNothing() {
    timers.schedule("a", 100, () -> fired.add("a"));
    timers.schedule("b", 100, () -> fired.add("b"));

    timers.cancel("a");
    timers.close();
    timers.schedule("c", 100, () -> fired.add("c"));
    loop.advanceMs(1_000);

    assertThat(fired).isEmpty();
    assertThat(loop.timerCount()).isZero();
  }

  @Test
  void aTaskMaySetItsTimerAgain() {
    timers.schedule(
        "a",
        100,
        () -> {
          fired.add("first");
          timers.schedule("a", 100, () -> fired.add("second"));
        });

    loop.advanceMs(200);

    assertThat(fired).containsExactly("first", "second");
  }
}
