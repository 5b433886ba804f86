package io.ottla.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import org.junit.jupiter.api.Test;

final class LineLimitTest {
  private final ManualClock clock = new ManualClock(0);
  private final LineLimit limit = new LineLimit(clock, 2);

  @Test
  void soManyLinesAreAdmittedInASecond() {
    assertThat(limit.admit()).isZero();
    assertThat(limit.admit()).isZero();
    assertThat(limit.admit()).isEqualTo(-1);
  }

  @Test
  void theNextSecondTellsHowManyWereLeftOut() {
    for (int i = 0; i < 5; i++) {
      limit.admit();
    }

    clock.advanceMs(1_000);

    assertThat(limit.admit()).isEqualTo(3);
    assertThat(limit.admit()).isZero();
    assertThat(limit.admit()).isEqualTo(-1);
  }
}
