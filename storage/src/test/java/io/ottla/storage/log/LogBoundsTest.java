package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LogBoundsTest {
  private static final long NONE_OPEN = Long.MAX_VALUE;

  private final LogBounds bounds = new LogBounds(10, 20, 15, NONE_OPEN);

  @Test
  void aHighWatermarkFromOutsideTheLogIsBroughtIn() {
    assertThat(new LogBounds(10, 20, 3, NONE_OPEN).highWatermark()).isEqualTo(10);
    assertThat(new LogBounds(10, 20, 30, NONE_OPEN).highWatermark()).isEqualTo(20);
  }

  @Test
  void theLastStableOffsetStopsAtTheFirstOpenTransaction() {
    bounds.onHighWatermark(18, 12);
    assertThat(bounds.lastStable()).isEqualTo(12);

    bounds.onUnstable(NONE_OPEN);
    assertThat(bounds.lastStable()).isEqualTo(18);
  }

  @Test
  void theLastStableOffsetIsNotBelowTheStart() {
    bounds.startAt(14);
    bounds.onUnstable(12);

    assertThat(bounds.lastStable()).isEqualTo(14);
  }

  @Test
  void readersMayAskForEveryRecordAndTheNext() {
    assertThat(bounds.contain(9)).isFalse();
    assertThat(bounds.contain(10)).isTrue();
    assertThat(bounds.contain(20)).isTrue();
    assertThat(bounds.contain(21)).isFalse();
  }

  @Test
  void cuttingOffBelowTheStartTakesTheStartAlong() {
    bounds.cutOffAt(5);

    assertThat(bounds.start()).isEqualTo(5);
    assertThat(bounds.end()).isEqualTo(5);
  }

  @Test
  void startAndEndDoNotCross() {
    assertThatThrownBy(() -> bounds.startAt(21)).hasMessageContaining("log start");
    assertThatThrownBy(() -> bounds.endAt(9)).hasMessageContaining("log end");
  }
}
