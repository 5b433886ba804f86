package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A member of a group of the new protocol that beats when it is told to. */
final class HeartbeatingMember {
  private final RawConnection connection;
  private final String group;
  private final String id;
  private final @Nullable String instance;
  private final Map<Uuid, Set<Integer>> owned = new HashMap<>();
  private int epoch;

  HeartbeatingMember(RawConnection connection, String group, String id, @Nullable String instance) {
    this.connection = connection;
    this.group = group;
    this.id = id;
    this.instance = instance;
  }

  int epoch() {
    return epoch;
  }

  /** How many partitions it has. */
  int count() {
    return owned.values().stream().mapToInt(Set::size).sum();
  }

  void join(String topic) {
    ask(
        request()
            .setRebalanceTimeoutMs(30_000)
            .setServerAssignor("uniform")
            .setRackId("rack")
            .setSubscribedTopicNames(List.of(topic)));
  }

  void beat() {
    ask(request());
  }

  /** Leaves for good (-1) or, with an instance, for a while (-2). */
  void leave(int as) {
    epoch = as;
    ask(request().setTopicPartitions(null));
  }

  private ConsumerGroupHeartbeatRequestData request() {
    return new ConsumerGroupHeartbeatRequestData()
        .setGroupId(group)
        .setMemberId(id)
        .setInstanceId(instance)
        .setMemberEpoch(epoch)
        .setTopicPartitions(
            owned.entrySet().stream()
                .map(
                    one ->
                        new TopicPartitions()
                            .setTopicId(one.getKey())
                            .setPartitions(List.copyOf(one.getValue())))
                .toList());
  }

  private void ask(ConsumerGroupHeartbeatRequestData request) {
    var response =
        connection.ask(
            ApiKeys.CONSUMER_GROUP_HEARTBEAT, 1, request, ConsumerGroupHeartbeatResponseData.class);
    assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.NONE);
    epoch = response.memberEpoch();
    if (response.assignment() != null) {
      owned.clear();
      response
          .assignment()
          .topicPartitions()
          .forEach(one -> owned.put(one.topicId(), new TreeSet<>(one.partitions())));
    }
  }
}
