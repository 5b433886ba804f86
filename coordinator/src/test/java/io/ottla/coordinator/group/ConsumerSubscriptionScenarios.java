package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.describe;
import static io.ottla.coordinator.group.ConsumerRequests.full;
import static io.ottla.coordinator.group.ConsumerRequests.heartbeat;
import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.partitions;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;
import static io.ottla.coordinator.group.GroupHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.ConsumerGroupRegularExpressionKey;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What members of consumer groups subscribe to and ask for, and what follows from it. */
class ConsumerSubscriptionScenarios {
  private final GroupHarness harness = new GroupHarness();

  private static ConsumerGroupHeartbeatRequest.Builder byPattern(String memberId, String regex) {
    return full(memberId, 0)
        .subscribedTopicNames(null)
        .subscribedTopicRegex(regex)
        .topicPartitions(List.of());
  }

  private ErrorCode join(ConsumerGroupHeartbeatRequest.Builder request) {
    return error(heartbeat(harness, request.build()).errorCode());
  }

  private ErrorCode deleteOffset(String topic) {
    Answer<OffsetDeleteResponse> answer = new Answer<>();
    harness.coordinator.deleteOffsets(
        caller(0),
        new OffsetDeleteRequest(
            GROUP,
            List.of(
                new OffsetDeleteRequestTopic(topic, List.of(new OffsetDeleteRequestPartition(0))))),
        answer);
    harness.loop.runAll();
    return error(answer.get().topics().get(0).partitions().get(0).errorCode());
  }

  @Test
  void offsetsOfTopicsThatAreSubscribedToAreInUse() {
    harness.topics.add("by-pattern", 1);
    harness.topics.add("other", 1);
    join(joining("a"));
    join(byPattern("b", "by-.*"));

    assertThat(deleteOffset("t")).isEqualTo(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
    assertThat(deleteOffset("by-pattern")).isEqualTo(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
    assertThat(deleteOffset("other")).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aMemberWithNothingToReadYetHasAPlaceInTheGroup() {
    ConsumerGroupHeartbeatResponse joined =
        heartbeat(harness, joining("a").subscribedTopicNames(List.of()).build());

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(partitions(joined)).isEmpty();
    assertThat(
            partitions(
                heartbeat(
                    harness, full("a", joined.memberEpoch()).topicPartitions(List.of()).build())))
        .hasSize(4);
  }

  @Test
  void aPatternIsForgottenWithItsLastMember() {
    join(byPattern("a", "t.*"));
    join(byPattern("b", "t.*"));
    join(byPattern("c", "."));
    harness.newRecords();

    join(staying("a", -1));
    assertThat(harness.newRecords()).noneMatch(ConsumerSubscriptionScenarios::isPattern);
    join(staying("c", -1));

    assertThat(harness.newRecords())
        .contains(
            CoordinatorRecord.tombstone(
                ConsumerGroupRegularExpressionKey.KEY,
                new ConsumerGroupRegularExpressionKey(GROUP, ".")));
  }

  private static boolean isPattern(CoordinatorRecord record) {
    return record.type() == ConsumerGroupRegularExpressionKey.KEY;
  }

  @Test
  void patternsMatchInternalTopicsToo() {
    join(byPattern("a", ".*"));

    assertThat(harness.topics.names()).contains(GroupRecords.TOPIC);
    assertThat(describe(harness).members().get(0).assignment().topicPartitions())
        .extracting(each -> each.topicName())
        .containsExactlyInAnyOrder(GroupRecords.TOPIC, "t");
  }

  @Test
  void theAssignorThatMostMembersAskForAssigns() {
    join(joining("a").serverAssignor("range"));
    assertThat(describe(harness).assignorName()).isEqualTo("range");
    join(joining("b").serverAssignor("range"));
    join(joining("c").serverAssignor("uniform"));

    assertThat(describe(harness).members()).hasSize(3);
    assertThat(describe(harness).members().get(2).targetAssignment().topicPartitions())
        .as("range gives the rest to the first")
        .allMatch(each -> each.partitions().equals(List.of(3)));
  }

  @Test
  void membersGetWhatIsInTheirRack() {
    for (int partition = 0; partition < 4; partition++) {
      harness.topics.place("t", partition, Set.of(partition < 2 ? "east" : "west"));
    }
    join(joining("a").rackId("west"));
    join(joining("b").rackId("east"));

    assertThat(describe(harness).members().get(0).targetAssignment().topicPartitions())
        .allMatch(each -> each.partitions().equals(List.of(2, 3)));
    assertThat(describe(harness).members().get(0).rackId()).isEqualTo("west");
  }

  @Test
  void aTopicThatIsNotThereIsWaitedFor() {
    join(full("a", 0).subscribedTopicNames(List.of("later", "t")).topicPartitions(List.of()));
    assertThat(describe(harness).members().get(0).targetAssignment().topicPartitions()).hasSize(1);

    harness.topics.add("later", 1);
    harness.advanceMs(2_000);
    join(staying("a", 2));

    assertThat(describe(harness).members().get(0).targetAssignment().topicPartitions()).hasSize(2);
  }

  @Test
  void aTopicThatIsDeletedIsNoLongerShown() {
    join(joining("a"));

    harness.topics.remove("t");

    assertThat(describe(harness).members().get(0).assignment().topicPartitions()).isEmpty();
  }

  @Test
  void aMemberMayChangeWhatItSubscribesTo() {
    join(joining("a"));
    harness.topics.add("u", 1);

    join(staying("a", 2).subscribedTopicNames(List.of("t", "u")));
    join(staying("a", 3).subscribedTopicRegex("u.*"));

    var member = describe(harness).members().get(0);
    assertThat(member.memberEpoch()).isEqualTo(4);
    assertThat(member.subscribedTopicNames()).containsExactly("t", "u");
    assertThat(member.subscribedTopicRegex()).isEqualTo("u.*");
  }

  @Test
  void theCoordinatorNamesMembersOfTheFirstVersion() {
    Answer<ConsumerGroupHeartbeatResponse> answer = new Answer<>();
    harness.coordinator.consumerHeartbeat(caller(0), joining("").build(), answer);

    assertThat(answer.get().memberId()).isEqualTo("id0");
  }

  @Test
  void staticMembersAreKnownByTheirInstance() {
    join(joining("a").instanceId("one"));

    assertThat(join(staying("x", 2).instanceId("two"))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(join(staying("x", 2).instanceId("one"))).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(join(joining("x").instanceId("one"))).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
    assertThat(join(staying("x", -1).instanceId("one"))).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(join(staying("a", 2).instanceId("one"))).isEqualTo(ErrorCode.NONE);
    assertThat(join(staying("a", -1).instanceId("one"))).isEqualTo(ErrorCode.NONE);
    assertThat(join(staying("a", -1))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  private ErrorCode fetchAs(@Nullable String memberId, int epoch) {
    return error(
        harness
            .fetch(
                9,
                OffsetFetchRequest.builder()
                    .groups(
                        List.of(
                            OffsetFetchRequestGroup.builder()
                                .groupId(GROUP)
                                .memberId(memberId)
                                .memberEpoch(epoch)
                                .topics(null)
                                .build()))
                    .build())
            .groups()
            .get(0)
            .errorCode());
  }

  @Test
  void membersReadOffsetsInTheirEpoch() {
    join(joining("a"));

    assertThat(fetchAs("a", 2)).isEqualTo(ErrorCode.NONE);
    assertThat(fetchAs("a", 1)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    assertThat(fetchAs("x", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(fetchAs("", -1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(fetchAs(null, -1)).isEqualTo(ErrorCode.NONE);
    assertThat(fetchAs(null, 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  private ErrorCode commitInTransaction(String memberId, int epoch) {
    Answer<TxnOffsetCommitResponse> answer = new Answer<>();
    harness.coordinator.commitTransactionalOffsets(
        caller(3),
        TxnOffsetCommitRequest.builder()
            .groupId(GROUP)
            .producerId(9)
            .memberId(memberId)
            .generationIdOrMemberEpoch(epoch)
            .topics(
                List.of(
                    new TxnOffsetCommitRequestTopic(
                        "t",
                        Uuid.ZERO,
                        List.of(new TxnOffsetCommitRequestPartition(0, 5, -1, "")))))
            .build(),
        answer);
    harness.loop.runAll();
    return error(answer.get().topics().get(0).partitions().get(0).errorCode());
  }

  @Test
  void transactionalCommitsNameAMemberInItsEpochOrNone() {
    join(joining("a"));

    assertThat(commitInTransaction("a", 2)).isEqualTo(ErrorCode.NONE);
    assertThat(commitInTransaction("a", 3)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(commitInTransaction("x", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(commitInTransaction("", -1)).isEqualTo(ErrorCode.NONE);
    join(staying("a", -1));
    assertThat(commitInTransaction("", -1)).isEqualTo(ErrorCode.NONE);
    assertThat(commitInTransaction("a", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }
}
