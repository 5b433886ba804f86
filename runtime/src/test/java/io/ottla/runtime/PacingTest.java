package io.ottla.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacingTest {
  private final ManualClock clock = new ManualClock(0);
  private double rate = 1_000;
  private final Pacing pacing =
      new Pacing(clock, () -> rate, nanos -> clock.advanceMs(TimeUnit.NANOSECONDS.toMillis(nanos)));

  @Test
  void whatIsDoneTakesAsLongAsTheRateSays() {
    for (int i = 0; i < 10; i++) {
      assertThat(pacing.spend(500)).isTrue();
    }

    assertThat(clock.monotonicMs()).isEqualTo(5_000);
  }

  @Test
  void whatWasNotUsedIsNotSaved() {
    clock.advanceMs(60_000);
    pacing.spend(1_000);

    assertThat(clock.monotonicMs()).isEqualTo(61_000);
  }

  @Test
  void aNewRateHoldsAtOnceForWhoeverWaits() {
    Pacing hurried =
        new Pacing(
            clock,
            () -> rate,
            nanos -> {
              clock.advanceMs(TimeUnit.NANOSECONDS.toMillis(nanos));
              rate = Double.MAX_VALUE;
            });

    hurried.spend(1_000_000_000);

    assertThat(clock.monotonicMs()).isEqualTo(100);
  }

  @Test
  void nobodyWaitsOnceItIsCancelled() {
    pacing.cancel();

    assertThat(pacing.spend(1_000_000)).isFalse();
    assertThat(clock.monotonicMs()).isZero();
  }
}
