package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.REBALANCE_MS;
import static io.ottla.coordinator.group.GroupHarness.SESSION_MS;
import static io.ottla.coordinator.group.GroupHarness.START_MS;
import static io.ottla.coordinator.group.GroupHarness.bytes;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static io.ottla.coordinator.group.GroupHarness.subscription;
import static io.ottla.coordinator.group.GroupHarness.syncRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue.MemberMetadata;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassicGroupScenarios {
  private final GroupHarness harness = new GroupHarness();

  private static CoordinatorRecord group(GroupMetadataValue value) {
    return CoordinatorRecord.set(
        GroupMetadataKey.KEY, new GroupMetadataKey(GROUP), (short) 3, value);
  }

  @Test
  void theFirstMemberMakesTheGroupAndLeadsIt() {
    JoinGroupResponse joined = harness.join("").get();

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(joined.generationId()).isEqualTo(1);
    assertThat(joined.memberId()).isEqualTo("client-id0");
    assertThat(joined.leader()).isEqualTo("client-id0");
    assertThat(joined.protocolType()).isEqualTo("consumer");
    assertThat(joined.protocolName()).isEqualTo("range");
    assertThat(joined.members()).hasSize(1);
    assertThat(joined.members().get(0).metadata()).isEqualTo(subscription("t"));
    assertThat(harness.newRecords())
        .containsExactly(group(new GroupMetadataValue("", 0, null, null, START_MS, List.of())));
    assertThat(harness.state()).isEqualTo("CompletingRebalance");
  }

  @Test
  void theLeadersAssignmentIsWrittenAndGivenToAll() {
    String leader = harness.join("").get().memberId();
    harness.newRecords();

    SyncGroupResponse synced = harness.sync(leader, 1, Map.of(leader, "mine")).get();

    assertThat(error(synced.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(synced.assignment()).isEqualTo(bytes("mine"));
    assertThat(harness.state()).isEqualTo("Stable");
    assertThat(harness.newRecords())
        .containsExactly(
            group(
                new GroupMetadataValue(
                    "consumer",
                    1,
                    "range",
                    leader,
                    START_MS,
                    List.of(
                        new MemberMetadata(
                            leader,
                            null,
                            "client",
                            "/host",
                            REBALANCE_MS,
                            SESSION_MS,
                            subscription("t"),
                            bytes("mine"))))));
  }

  @Test
  void aMemberWithoutIdIsGivenOneFirst() {
    JoinGroupResponse refused = harness.join(4, joinRequest("").build()).get();
    JoinGroupResponse joined = harness.join(4, joinRequest(refused.memberId()).build()).get();

    assertThat(error(refused.errorCode())).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(joined.memberId()).isEqualTo(refused.memberId());
  }

  @Test
  void aMemberIdThatIsNotUsedIsForgotten() {
    String pending = harness.join(4, joinRequest("").build()).get().memberId();

    harness.advanceMs(SESSION_MS + 1_000);
    JoinGroupResponse joined = harness.join(4, joinRequest(pending).build()).get();

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void theJoinPhaseWaitsForAMemberThatWasGivenAnId() {
    List<String> ids = harness.stableGroup(1);
    harness.join(4, joinRequest("").build());

    Answer<JoinGroupResponse> join = harness.join(ids.get(0));
    assertThat(join.isThere()).isFalse();
    harness.advanceMs(SESSION_MS + 1_000);

    assertThat(join.get().generationId()).isEqualTo(2);
  }

  @Test
  void aSecondMemberStartsARebalance() {
    String first = harness.stableGroup(1).get(0);

    Answer<JoinGroupResponse> second = harness.join("");
    assertThat(second.isThere()).isFalse();
    assertThat(harness.heartbeat(first, 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    Answer<JoinGroupResponse> again = harness.join(first);

    assertThat(again.get().generationId()).isEqualTo(2);
    assertThat(again.get().leader()).isEqualTo(first);
    assertThat(again.get().members()).hasSize(2);
    assertThat(second.get().leader()).isEqualTo(first);
    assertThat(second.get().members()).isEmpty();
  }

  @Test
  void followersWaitForTheLeadersAssignment() {
    String first = harness.stableGroup(1).get(0);
    Answer<JoinGroupResponse> join = harness.join("");
    harness.join(first);
    String second = join.get().memberId();

    Answer<SyncGroupResponse> waiting = harness.sync(second, 2, Map.of());
    assertThat(waiting.isThere()).isFalse();
    harness.sync(first, 2, Map.of(first, "a", second, "b"));

    assertThat(waiting.get().assignment()).isEqualTo(bytes("b"));
    assertThat(harness.heartbeat(second, 2)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void theLeaderRejoiningStartsARebalanceAndAFollowerDoesNot() {
    List<String> ids = harness.stableGroup(2);

    JoinGroupResponse follower = harness.join(ids.get(1)).get();
    assertThat(follower.generationId()).isEqualTo(2);
    assertThat(follower.members()).isEmpty();
    assertThat(harness.state()).isEqualTo("Stable");
    Answer<JoinGroupResponse> leader = harness.join(ids.get(0));

    assertThat(leader.isThere()).isFalse();
    assertThat(harness.state()).isEqualTo("PreparingRebalance");
  }

  @Test
  void aFollowerWithOtherMetadataStartsARebalance() {
    List<String> ids = harness.stableGroup(2);

    Answer<JoinGroupResponse> join =
        harness.join(
            3,
            joinRequest(ids.get(1))
                .protocols(List.of(new JoinGroupRequestProtocol("range", subscription("t", "u"))))
                .build());

    assertThat(join.isThere()).isFalse();
    assertThat(harness.state()).isEqualTo("PreparingRebalance");
  }

  @Test
  void aRepeatedJoinBeforeTheAssignmentGetsTheSameGeneration() {
    String first = harness.join("").get().memberId();

    JoinGroupResponse again = harness.join(first).get();

    assertThat(again.generationId()).isEqualTo(1);
    assertThat(again.members()).hasSize(1);
  }

  @Test
  void aRebalanceBeforeTheAssignmentFailsTheWaitingSyncs() {
    String first = harness.stableGroup(1).get(0);
    Answer<JoinGroupResponse> join = harness.join("");
    harness.join(first);
    Answer<SyncGroupResponse> waiting = harness.sync(join.get().memberId(), 2, Map.of());

    harness.join("");

    assertThat(error(waiting.get().errorCode())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(error(harness.sync(first, 2, Map.of()).get().errorCode()))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  @Test
  void protocolsWithNothingInCommonAreRefused() {
    harness.stableGroup(1);

    JoinGroupResponse otherType =
        harness.join(3, joinRequest("").protocolType("connect").build()).get();
    JoinGroupResponse otherName =
        harness
            .join(
                3,
                joinRequest("")
                    .protocols(List.of(new JoinGroupRequestProtocol("x", subscription("t"))))
                    .build())
            .get();
    JoinGroupResponse nothing =
        harness.join(3, joinRequest("").groupId("h").protocols(List.of()).build()).get();

    assertThat(error(otherType.errorCode())).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(error(otherName.errorCode())).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(error(nothing.errorCode())).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  }

  @Test
  void badRequestsToJoinAreRefused() {
    assertThat(error(harness.join(3, joinRequest("").groupId("").build()).get().errorCode()))
        .isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(
            error(harness.join(3, joinRequest("").sessionTimeoutMs(5).build()).get().errorCode()))
        .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    assertThat(error(harness.join("nobody").get().errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    harness.stableGroup(1);
    assertThat(error(harness.join("nobody").get().errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void badRequestsToSyncAreRefused() {
    assertThat(error(harness.sync("nobody", 1, Map.of()).get().errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    String member = harness.stableGroup(1).get(0);

    assertThat(error(harness.sync("nobody", 1, Map.of()).get().errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(error(harness.sync(member, 7, Map.of()).get().errorCode()))
        .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(
            error(
                harness
                    .sync(syncRequest(member, 1, Map.of()).protocolName("other").build())
                    .get()
                    .errorCode()))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(harness.sync(member, 1, Map.of()).get().assignment())
        .isEqualTo(bytes("for " + member));
  }

  @Test
  void badHeartbeatsAreRefused() {
    assertThat(harness.heartbeat("nobody", 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    String member = harness.stableGroup(1).get(0);

    assertThat(harness.heartbeat("nobody", 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.heartbeat(member, 9)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(harness.heartbeat(member, 1)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aFullGroupTakesNobodyIn() {
    GroupHarness small =
        new GroupHarness(
            GroupConfig.DEFAULT.withClassic(
                GroupConfig.Classic.DEFAULT.withInitialRebalanceDelayMs(0).withMaxSize(2)));
    small.stableGroup(2);

    assertThat(error(small.join("").get().errorCode())).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    assertThat(small.state()).isEqualTo("Stable");
  }

  @Test
  void theFirstRebalanceWaitsForMoreMembers() {
    GroupHarness slow = new GroupHarness(GroupConfig.DEFAULT);
    Answer<JoinGroupResponse> first = slow.join("");
    slow.advanceMs(2_000);
    Answer<JoinGroupResponse> second = slow.join("");
    slow.advanceMs(1_500);
    assertThat(first.isThere()).isFalse();
    slow.advanceMs(3_000);

    assertThat(first.get().generationId()).isEqualTo(1);
    assertThat(first.get().members()).hasSize(2);
    assertThat(second.get().generationId()).isEqualTo(1);
  }

  @Test
  void anAssignmentThatCannotBeWrittenStartsOver() {
    String leader = harness.join("").get().memberId();
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    SyncGroupResponse synced = harness.sync(leader, 1, Map.of(leader, "x")).get();
    harness.log.failAppends(ErrorCode.NONE);

    assertThat(error(synced.errorCode())).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(harness.heartbeat(leader, 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(harness.join(leader).get().generationId()).isEqualTo(2);
  }

  @Test
  void aGroupThatCannotBeWrittenIsNotMade() {
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    JoinGroupResponse joined = harness.join("").get();

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(harness.state()).isEqualTo("Dead");
  }

  @Test
  void theAssignmentIsAnsweredOnceItIsCommitted() {
    String leader = harness.join("").get().memberId();
    harness.log.holdCommits();

    Answer<SyncGroupResponse> synced = harness.sync(leader, 1, Map.of(leader, "x"));
    assertThat(synced.isThere()).isFalse();
    harness.coordinator.onHighWatermark(0, harness.log.commitAll());

    assertThat(synced.get().assignment()).isEqualTo(bytes("x"));
  }

  @Test
  void aStableGroupSurvivesARestart() {
    List<String> ids = harness.stableGroup(2);
    var before = harness.describe();

    harness.restart();

    assertThat(harness.describe()).isEqualTo(before);
    assertThat(harness.heartbeat(ids.get(0), 2)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.sync(ids.get(1), 2, Map.of()).get().assignment())
        .isEqualTo(bytes("for " + ids.get(1)));
  }

  @Test
  void lostLeadershipFailsTheWaitingJoin() {
    String first = harness.stableGroup(1).get(0);
    Answer<JoinGroupResponse> waiting = harness.join("");

    harness.coordinator.onResigned(0, 1);

    assertThat(error(waiting.get().errorCode())).isEqualTo(ErrorCode.NOT_COORDINATOR);
    assertThat(harness.heartbeat(first, 1)).isEqualTo(ErrorCode.NOT_COORDINATOR);
    assertThat(harness.loop.timerCount()).isZero();
  }

  @Test
  void connectGroupsAreOpaque() {
    JoinGroupResponse joined =
        harness
            .join(
                3,
                joinRequest("")
                    .protocolType("connect")
                    .protocols(
                        List.of(
                            new JoinGroupRequestProtocol("sessioned", bytes("?")),
                            new JoinGroupRequestProtocol("compatible", bytes("??"))))
                    .build())
            .get();
    harness.sync(joined.memberId(), 1, Map.of(joined.memberId(), "task"));

    assertThat(joined.protocolName()).isEqualTo("sessioned");
    assertThat(harness.describe().protocolType()).isEqualTo("connect");
    assertThat(harness.describe().members().get(0).memberMetadata()).isEqualTo(bytes("?"));
  }
}
