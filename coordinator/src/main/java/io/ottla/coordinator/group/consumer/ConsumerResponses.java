package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.ottla.wire.message.ConsumerGroupDescribeResponse.Member;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The responses that consumer groups give. Pure. */
final class ConsumerResponses {
  private static final byte CLASSIC_MEMBER = 0;
  private static final byte CONSUMER_MEMBER = 1;

  private ConsumerResponses() {}

  static ConsumerGroupHeartbeatResponse heartbeat(
      ConsumerMember member, int heartbeatIntervalMs, boolean withAssignment) {
    return ConsumerGroupHeartbeatResponse.builder()
        .memberId(member.id())
        .memberEpoch(member.epoch())
        .heartbeatIntervalMs(heartbeatIntervalMs)
        .assignment(withAssignment ? assignment(member.progress().assigned()) : null)
        .build();
  }

  static ConsumerGroupHeartbeatResponse left(String memberId, int epoch) {
    return ConsumerGroupHeartbeatResponse.builder().memberId(memberId).memberEpoch(epoch).build();
  }

  private static ConsumerGroupHeartbeatResponse.Assignment assignment(Partitions partitions) {
    List<ConsumerGroupHeartbeatResponse.TopicPartitions> topics = new ArrayList<>();
    partitions
        .byTopic()
        .forEach(
            (topic, numbers) ->
                topics.add(
                    new ConsumerGroupHeartbeatResponse.TopicPartitions(
                        topic, List.copyOf(numbers))));
    return new ConsumerGroupHeartbeatResponse.Assignment(topics);
  }

  static DescribedGroup described(
      ConsumerGroup group, String defaultAssignor, TopicCatalog catalog) {
    List<Member> members = new ArrayList<>();
    String assignor = defaultAssignor;
    for (ConsumerMember member : group.members().values()) {
      members.add(member(group, member, catalog));
      assignor = member.profile().assignor() == null ? assignor : member.profile().assignor();
    }
    return DescribedGroup.builder()
        .groupId(group.id())
        .groupState(group.stateLabel())
        .groupEpoch(group.epoch())
        .assignmentEpoch(group.assignmentEpoch())
        .assignorName(assignor)
        .members(members)
        .build();
  }

  private static Member member(ConsumerGroup group, ConsumerMember member, TopicCatalog catalog) {
    ConsumerMember.Profile profile = member.profile();
    return new Member(
        profile.memberId(),
        profile.instanceId(),
        profile.rackId(),
        member.epoch(),
        profile.clientId(),
        profile.clientHost(),
        profile.topics(),
        profile.regex(),
        described(member.progress().assigned(), catalog),
        described(group.target(member.id()), catalog),
        member.speaksClassic() ? CLASSIC_MEMBER : CONSUMER_MEMBER);
  }

  private static ConsumerGroupDescribeResponse.Assignment described(
      Partitions partitions, TopicCatalog catalog) {
    List<ConsumerGroupDescribeResponse.TopicPartitions> topics = new ArrayList<>();
    partitions
        .byTopic()
        .forEach(
            (id, numbers) -> {
              @Nullable Topic topic = catalog.byId(id);
              if (topic != null) {
                topics.add(
                    new ConsumerGroupDescribeResponse.TopicPartitions(
                        id, topic.name(), List.copyOf(numbers)));
              }
            });
    return new ConsumerGroupDescribeResponse.Assignment(topics);
  }

  static DescribedGroup notFound(String groupId) {
    return DescribedGroup.builder()
        .groupId(groupId)
        .errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
        .errorMessage("Group " + groupId + " not found.")
        .build();
  }
}
