package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;

import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.message.ConsumerGroupDescribeRequest;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What members of the consumer protocol send to a {@link GroupHarness}, and what they are told. */
final class ConsumerRequests {
  private ConsumerRequests() {}

  /** A heartbeat that says the member's epoch and no more. */
  static ConsumerGroupHeartbeatRequest.Builder staying(String memberId, int epoch) {
    return ConsumerGroupHeartbeatRequest.builder()
        .groupId(GROUP)
        .memberId(memberId)
        .memberEpoch(epoch);
  }

  /** A heartbeat that says everything of a member that subscribes to "t", but what it has. */
  static ConsumerGroupHeartbeatRequest.Builder full(String memberId, int epoch) {
    return staying(memberId, epoch).rebalanceTimeoutMs(60_000).subscribedTopicNames(List.of("t"));
  }

  /** The first heartbeat of a member that subscribes to "t". */
  static ConsumerGroupHeartbeatRequest.Builder joining(String memberId) {
    return full(memberId, 0).topicPartitions(List.of());
  }

  /** Partitions of one topic as a member says that it has them. */
  static List<TopicPartitions> owned(Uuid topic, Collection<Integer> partitions) {
    return partitions.isEmpty()
        ? List.of()
        : List.of(new TopicPartitions(topic, List.copyOf(partitions)));
  }

  static ConsumerGroupHeartbeatResponse heartbeat(
      GroupHarness harness, ConsumerGroupHeartbeatRequest request) {
    Answer<ConsumerGroupHeartbeatResponse> answer = new Answer<>();
    harness.coordinator.consumerHeartbeat(caller(1), request, answer);
    harness.loop.runAll();
    return answer.get();
  }

  /** The partitions of an answer's assignment; none where it has no assignment. */
  static List<Integer> partitions(ConsumerGroupHeartbeatResponse response) {
    List<Integer> partitions = new ArrayList<>();
    var assignment = response.assignment();
    if (assignment != null) {
      assignment.topicPartitions().forEach(each -> partitions.addAll(each.partitions()));
    }
    return partitions;
  }

  static ConsumerGroupDescribeResponse.DescribedGroup describe(GroupHarness harness) {
    Answer<ConsumerGroupDescribeResponse> answer = new Answer<>();
    harness.coordinator.describeConsumerGroups(
        caller(1), new ConsumerGroupDescribeRequest(List.of(GROUP), false), answer);
    harness.loop.runAll();
    return answer.get().groups().get(0);
  }
}
