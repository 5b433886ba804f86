package io.ottla.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.ottla.coordinator.topics.FakeTopics;
import org.junit.jupiter.api.Test;

final class SubscribedTest {
  @Test
  void aPatternMatchesNamesAsAWholeAndInternalTopicsToo() {
    FakeTopics topics = new FakeTopics();
    topics.add("orders", 1);
    topics.add("orders-2", 1);
    topics.add("__consumer_offsets", 50);

    assertThat(Subscribed.matching(Pattern.compile("orders"), topics)).containsExactly("orders");
    assertThat(Subscribed.matching(Pattern.compile(".*offsets|orders"), topics))
        .containsExactly("__consumer_offsets", "orders");
  }
}
