package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerMembers.partitions;
import static io.ottla.coordinator.group.ConsumerRequests.describe;
import static io.ottla.coordinator.group.ConsumerRequests.full;
import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.START_MS;
import static io.ottla.coordinator.group.GroupHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupType;
import io.ottla.coordinator.group.model.MigrationPolicy;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupMetadataValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataValue;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerGroupScenarios {
  private final GroupHarness harness = new GroupHarness();
  private final ConsumerMembers members = new ConsumerMembers(harness);
  private final Uuid topic = members.topic();

  private ConsumerGroupHeartbeatResponse heartbeat(ConsumerGroupHeartbeatRequest request) {
    return ConsumerRequests.heartbeat(harness, request);
  }

  @Test
  void theFirstMemberGetsEverythingAndIsWrittenAsKafkaDoes() {
    ConsumerGroupHeartbeatResponse joined = members.join("a");

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(joined.memberId()).isEqualTo("a");
    assertThat(joined.memberEpoch()).isEqualTo(2);
    assertThat(joined.heartbeatIntervalMs()).isEqualTo(5_000);
    assertThat(partitions(joined)).containsExactly(0, 1, 2, 3);
    var records = harness.newRecords();
    assertThat(records).extracting(record -> (int) record.type()).containsExactly(5, 3, 7, 6, 8);
    assertThat(records.get(0).message())
        .isEqualTo(
            ConsumerGroupMemberMetadataValue.builder()
                .instanceId(null)
                .rackId(null)
                .clientId("client")
                .clientHost("/host")
                .subscribedTopicNames(List.of("t"))
                .subscribedTopicRegex("")
                .rebalanceTimeoutMs(60_000)
                .serverAssignor(null)
                .classicMemberMetadata(null)
                .build());
    assertThat(((ConsumerGroupMetadataValue) message(records.get(1).message())).epoch())
        .isEqualTo(2);
    assertThat(records.get(2).message())
        .isEqualTo(
            new ConsumerGroupTargetAssignmentMemberValue(
                List.of(
                    new ConsumerGroupTargetAssignmentMemberValue.TopicPartition(
                        topic, List.of(0, 1, 2, 3)))));
    assertThat(records.get(3).message())
        .isEqualTo(new ConsumerGroupTargetAssignmentMetadataValue(2, START_MS));
    assertThat(records.get(4).message())
        .isEqualTo(
            ConsumerGroupCurrentMemberAssignmentValue.builder()
                .memberEpoch(2)
                .previousMemberEpoch(0)
                .state((byte) 0)
                .assignedPartitions(
                    List.of(
                        new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions(
                            topic, List.of(0, 1, 2, 3), List.of(2, 2, 2, 2))))
                .build());
  }

  private static Object message(@Nullable Object message) {
    return Objects.requireNonNull(message);
  }

  @Test
  void aMemberThatToldAnewOfItselfKeepsWhatItHasThroughCompaction() {
    int epoch = members.join("a").memberEpoch();
    heartbeat(staying("a", epoch).rackId("elsewhere").build());

    harness.compact();
    harness.restart();

    assertThat(error(members.stay("a", epoch).errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(partitions(heartbeat(full("a", epoch).topicPartitions(List.of()).build())))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void aSecondMemberGetsPartitionsOnceTheFirstHasGivenThemUp() {
    members.join("a");

    ConsumerGroupHeartbeatResponse second = members.join("b");
    assertThat(partitions(second)).isEmpty();
    assertThat(second.memberEpoch()).isEqualTo(3);
    ConsumerGroupHeartbeatResponse revoking = members.stay("a", 2, 0, 1, 2, 3);
    assertThat(revoking.memberEpoch()).isEqualTo(2);
    assertThat(partitions(revoking)).hasSize(2);
    assertThat(members.stay("b", 3).assignment()).isNull();
    ConsumerGroupHeartbeatResponse revoked =
        members.stay("a", 2, partitions(revoking).toArray(new Integer[0]));
    assertThat(revoked.memberEpoch()).isEqualTo(3);
    ConsumerGroupHeartbeatResponse given = members.stay("b", 3);

    assertThat(partitions(given)).hasSize(2).doesNotContainAnyElementsOf(partitions(revoking));
    assertThat(describe(harness).groupState()).isEqualTo("Stable");
  }

  @Test
  void aMemberThatDoesNotGiveUpInTimeIsDropped() {
    members.join("a");
    members.join("b");
    members.stay("a", 2, 0, 1, 2, 3);

    for (int waitedMs = 0; waitedMs <= 61_000; waitedMs += 1_000) {
      members.stay("a", 2, 0, 1, 2, 3);
      members.stay("b", 3);
      harness.advanceMs(1_000);
    }

    assertThat(error(members.stay("a", 2).errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(partitions(members.join("b"))).hasSize(4);
  }

  @Test
  void aMemberHasItsFullTimeForEachRevocation() {
    members.join("a");
    members.join("b");
    members.stay("a", 2, 0, 1, 2, 3);
    waitForRevocation(50_000, List.of("b"), 0, 1, 2, 3);
    members.join("c");
    members.join("d");

    ConsumerGroupHeartbeatResponse again = members.stay("a", 2, 0, 1);
    assertThat(partitions(again)).hasSize(1);
    waitForRevocation(50_000, List.of("b", "c", "d"), 0, 1);
    assertThat(error(members.stay("a", 2, 0, 1).errorCode())).isEqualTo(ErrorCode.NONE);
    waitForRevocation(11_000, List.of("b", "c", "d"), 0, 1);

    assertThat(error(members.stay("a", 2).errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  /** Time passes while "a" gives up nothing and the others, who have nothing, wait for it. */
  private void waitForRevocation(int durationMs, List<String> others, Integer... owned) {
    for (int waitedMs = 0; waitedMs < durationMs; waitedMs += 1_000) {
      members.stay("a", 2, owned);
      others.forEach(members::join);
      harness.advanceMs(1_000);
    }
  }

  @Test
  void aSilentMemberIsDroppedAfterItsSession() {
    members.join("a");

    harness.advanceMs(45_000 + 1_000);

    assertThat(error(members.stay("a", 2).errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(describe(harness).groupState()).isEqualTo("Empty");
  }

  @Test
  void leavingGivesThePartitionsToTheOthers() {
    members.join("a");
    harness.newRecords();

    ConsumerGroupHeartbeatResponse left =
        heartbeat(joining("a").memberEpoch(-1).topicPartitions(null).build());

    assertThat(left.memberEpoch()).isEqualTo(-1);
    assertThat(harness.newRecords())
        .extracting(record -> record.type() + (record.value() == null ? " gone" : ""))
        .containsExactly("8 gone", "7 gone", "5 gone", "3");
    assertThat(partitions(members.join("b"))).hasSize(4);
  }

  @Test
  void epochsFenceMembers() {
    members.join("a");

    assertThat(error(members.stay("a", 9).errorCode())).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    assertThat(error(members.stay("a", 1).errorCode())).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    assertThat(error(members.stay("nobody", 2).errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(partitions(members.join("a"))).hasSize(4);
  }

  @Test
  void aLostAnswerIsForgiven() {
    members.join("a");
    members.join("b");
    List<Integer> kept = partitions(members.stay("a", 2, 0, 1, 2, 3));
    members.stay("a", 2, kept.toArray(new Integer[0]));

    ConsumerGroupHeartbeatResponse again = members.stay("a", 2, kept.toArray(new Integer[0]));

    assertThat(error(again.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(again.memberEpoch()).isEqualTo(3);
  }

  @Test
  void aStaticMemberComesBackToItsPartitions() {
    heartbeat(joining("a").instanceId("one").build());
    assertThat(error(heartbeat(joining("x").instanceId("one").build()).errorCode()))
        .isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);

    ConsumerGroupHeartbeatResponse away =
        heartbeat(joining("a").instanceId("one").memberEpoch(-2).topicPartitions(null).build());
    ConsumerGroupHeartbeatResponse back = heartbeat(joining("b").instanceId("one").build());

    assertThat(away.memberEpoch()).isEqualTo(-2);
    assertThat(back.memberEpoch()).isEqualTo(2);
    assertThat(partitions(back)).hasSize(4);
    assertThat(
            error(
                heartbeat(
                        ConsumerGroupHeartbeatRequest.builder()
                            .groupId(GROUP)
                            .memberId("a")
                            .instanceId("one")
                            .memberEpoch(2)
                            .build())
                    .errorCode()))
        .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    harness.restart();
    assertThat(describe(harness).members()).hasSize(1);
  }

  @Test
  void aTopicThatGrowsIsAssignedAnew() {
    members.join("a");

    harness.topics.add("t", 6);
    harness.advanceMs(1_000);
    ConsumerGroupHeartbeatResponse grown = members.stay("a", 2);

    assertThat(grown.memberEpoch()).isEqualTo(3);
    assertThat(partitions(grown)).hasSize(6);
  }

  @Test
  void aPatternFollowsTheTopics() {
    harness.topics.add("orders-1", 1);
    ConsumerGroupHeartbeatRequest request =
        joining("a").subscribedTopicNames(null).subscribedTopicRegex("orders-.*").build();

    assertThat(partitions(heartbeat(request))).hasSize(1);
    harness.topics.add("orders-2", 2);
    harness.advanceMs(1_000);

    assertThat(partitions(members.stay("a", 2))).hasSize(3);
    assertThat(error(heartbeat(joining("b").subscribedTopicRegex("(").build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
  }

  @Test
  void badRequestsAreRefused() {
    assertThat(error(heartbeat(joining("a").groupId("").build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(members.join("").errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").topicPartitions(null).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").subscribedTopicNames(null).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").rebalanceTimeoutMs(-1).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").memberEpoch(-2).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").memberEpoch(-3).build()).errorCode()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(heartbeat(joining("a").serverAssignor("odd").build()).errorCode()))
        .isEqualTo(ErrorCode.UNSUPPORTED_ASSIGNOR);
    assertThat(error(members.stay("a", 2).errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void twoAssignmentsAreAtLeastAnIntervalApart() {
    set(new GroupConfig.Consumer(45_000, 5_000, 1_000, 10, MigrationPolicy.BIDIRECTIONAL));
    members.join("a");
    harness.advanceMs(400);

    ConsumerGroupHeartbeatResponse second = members.join("b");

    assertThat(second.memberEpoch()).isEqualTo(2);
    assertThat(partitions(second)).isEmpty();
    assertThat(second.heartbeatIntervalMs()).as("come back for it").isEqualTo(600);
    assertThat(describe(harness).groupState()).isEqualTo("Assigning");
    assertThat(describe(harness).groupEpoch()).isEqualTo(3);
    assertThat(describe(harness).assignmentEpoch()).isEqualTo(2);
    harness.restart();
    harness.advanceMs(600);
    ConsumerGroupHeartbeatResponse later = members.stay("b", 2);
    assertThat(later.memberEpoch()).isEqualTo(3);
    assertThat(later.heartbeatIntervalMs()).isEqualTo(5_000);
    assertThat(describe(harness).groupState()).isEqualTo("Reconciling");
  }

  private void set(GroupConfig.Consumer settings) {
    harness.settings.put(GROUP, settings);
  }

  @Test
  void aGroupsOwnSettingsHold() {
    set(new GroupConfig.Consumer(50_000, 7_000, 0, 10, MigrationPolicy.BIDIRECTIONAL));
    assertThat(members.join("a").heartbeatIntervalMs()).isEqualTo(7_000);
    set(new GroupConfig.Consumer(60_000, 8_000, 0, 10, MigrationPolicy.BIDIRECTIONAL));
    assertThat(members.stay("a", 2).heartbeatIntervalMs()).isEqualTo(8_000);

    harness.advanceMs(59_000);
    assertThat(describe(harness).members()).hasSize(1);
    harness.advanceMs(2_000);

    assertThat(describe(harness).members()).isEmpty();
  }

  @Test
  void groupsAreCountedByType() {
    harness.commit(0, 5);
    assertThat(harness.coordinator.counts())
        .containsEntry(GroupType.CLASSIC, 1L)
        .containsEntry(GroupType.CONSUMER, 0L);

    members.join("a");
    harness.restart();

    assertThat(harness.coordinator.counts())
        .containsEntry(GroupType.CLASSIC, 0L)
        .containsEntry(GroupType.CONSUMER, 1L);
    heartbeat(joining("a").memberEpoch(-1).topicPartitions(null).build());
    harness.delete(GROUP);
    assertThat(harness.coordinator.counts()).containsEntry(GroupType.CONSUMER, 0L);
  }

  @Test
  void aRestartChangesNothing() {
    members.join("a");
    members.join("b");
    var before = describe(harness);

    harness.restart();

    assertThat(describe(harness)).isEqualTo(before);
    assertThat(error(members.stay("a", 2).errorCode())).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void anEmptyGroupMayChangeItsKind() {
    harness.commit(0, 5);
    members.join("a");
    heartbeat(joining("a").memberEpoch(-1).topicPartitions(null).build());

    assertThat(error(harness.join("").get().errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.offset(0)).isEqualTo(5);
    assertThat(harness.list(List.of(), List.of("classic")).groups()).hasSize(1);
  }

  @Test
  void anEmptyGroupIsDeleted() {
    members.join("a");
    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    heartbeat(joining("a").memberEpoch(-1).topicPartitions(null).build());

    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.NONE);

    assertThat(error(describe(harness).errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    harness.restart();
    assertThat(error(describe(harness).errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }
}
