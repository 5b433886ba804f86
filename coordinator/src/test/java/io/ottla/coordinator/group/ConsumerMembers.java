package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.owned;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Objects;

/** Members of a consumer group that subscribe to "t". */
record ConsumerMembers(GroupHarness harness) {
  Uuid topic() {
    return Objects.requireNonNull(harness.topics.byName("t")).id();
  }

  ConsumerGroupHeartbeatResponse join(String memberId) {
    return ConsumerRequests.heartbeat(harness, joining(memberId).build());
  }

  ConsumerGroupHeartbeatResponse stay(String memberId, int epoch) {
    return ConsumerRequests.heartbeat(harness, staying(memberId, epoch).build());
  }

  ConsumerGroupHeartbeatResponse stay(String memberId, int epoch, Integer... owned) {
    return ConsumerRequests.heartbeat(
        harness, staying(memberId, epoch).topicPartitions(owned(topic(), List.of(owned))).build());
  }

  static List<Integer> partitions(ConsumerGroupHeartbeatResponse response) {
    assertThat(response.assignment()).as("assignment").isNotNull();
    return ConsumerRequests.partitions(response);
  }
}
