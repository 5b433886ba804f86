package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotTailTest {
  private static final int MEGABYTE = 1 << 20;

  @Test
  void whatWasThereAtTheStartIsCold() {
    HotTail tail = new HotTail(100);

    assertThat(tail.holds(99)).isFalse();
    assertThat(tail.holds(100)).isTrue();
  }

  @Test
  void theLastFourMegabytesAtLeastAndEightAtMostAreHot() {
    HotTail tail = new HotTail(0);

    for (int end = 1; end <= 100; end++) {
      tail.onAppend(end, MEGABYTE);

      assertThat(tail.holds(Math.max(0, end - 4))).isTrue();
      assertThat(tail.holds(end - 9)).isFalse();
    }
  }
}
