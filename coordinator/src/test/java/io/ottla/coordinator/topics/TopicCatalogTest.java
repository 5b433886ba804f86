package io.ottla.coordinator.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.protocol.Uuid;
import org.junit.jupiter.api.Test;

class TopicCatalogTest {
  @Test
  void aTopicHasThePartitionsBelowItsCount() {
    Topic topic = new Topic("t", Uuid.ZERO, 2);

    assertThat(topic.has(0)).isTrue();
    assertThat(topic.has(1)).isTrue();
    assertThat(topic.has(2)).isFalse();
    assertThat(topic.has(-1)).isFalse();
  }
}
