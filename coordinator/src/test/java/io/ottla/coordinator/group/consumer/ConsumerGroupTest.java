package io.ottla.coordinator.group.consumer;

import static io.ottla.coordinator.group.consumer.ConsumerGroup.METADATA_REFRESH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
  private static final long NOW_MS = 1_000_000;

  private final ConsumerGroup group = new ConsumerGroup("g");

  @Test
  void topicsAreLookedAtOncePerInterval() {
    assertThat(group.isRefreshDue(NOW_MS)).isTrue();

    group.onRefreshed(NOW_MS);

    assertThat(group.isRefreshDue(NOW_MS)).isFalse();
    assertThat(group.isRefreshDue(NOW_MS + METADATA_REFRESH_MS - 1)).isFalse();
    assertThat(group.isRefreshDue(NOW_MS + METADATA_REFRESH_MS)).isTrue();
  }

  @Test
  void aClockThatWasSetBackIsNoReasonToOverlookTopics() {
    group.onRefreshed(NOW_MS);

    assertThat(group.isRefreshDue(NOW_MS - 1)).isTrue();
    assertThat(group.isRefreshDue(NOW_MS - 3_600_000)).isTrue();
  }
}
