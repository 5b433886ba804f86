package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.SESSION_MS;
import static io.ottla.coordinator.group.GroupHarness.bytes;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static io.ottla.coordinator.group.GroupHarness.subscription;
import static io.ottla.coordinator.group.GroupHarness.syncRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue.MemberMetadata;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Static members (KIP-345): an instance keeps its place while its member id changes. */
class StaticMemberScenarios {
  private final GroupHarness harness = new GroupHarness();
  private String leader = "";
  private String follower = "";

  private void stablePair() {
    leader = harness.joinStatic("", "one").get().memberId();
    Answer<JoinGroupResponse> second = harness.joinStatic("", "two");
    harness.joinStatic(leader, "one");
    follower = second.get().memberId();
    harness.sync(leader, 2, Map.of(leader, "a", follower, "b"));
    harness.sync(follower, 2, Map.of());
    harness.newRecords();
  }

  @Test
  void aStaticMemberNeedsNoDetourForItsId() {
    JoinGroupResponse joined = harness.joinStatic("", "one").get();

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(joined.memberId()).isEqualTo("one-id0");
    assertThat(joined.members().get(0).groupInstanceId()).isEqualTo("one");
  }

  @Test
  void aFollowerThatComesBackKeepsItsAssignmentWithoutARebalance() {
    stablePair();

    JoinGroupResponse back = harness.joinStatic("", "two").get();

    assertThat(error(back.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(back.generationId()).isEqualTo(2);
    assertThat(back.memberId()).isNotEqualTo(follower);
    assertThat(back.leader()).isEqualTo(leader);
    assertThat(back.skipAssignment()).isFalse();
    assertThat(harness.state()).isEqualTo("Stable");
    assertThat(
            harness
                .sync(syncRequest(back.memberId(), 2, Map.of()).groupInstanceId("two").build())
                .get()
                .assignment())
        .isEqualTo(bytes("b"));
    GroupMetadataValue written = (GroupMetadataValue) harness.newRecords().get(0).message();
    assertThat(written).isNotNull();
    assertThat(written.members())
        .extracting(MemberMetadata::memberId)
        .containsExactly(leader, back.memberId());
  }

  @Test
  void aLeaderThatComesBackIsToldToSkipTheAssignment() {
    stablePair();

    JoinGroupResponse back = harness.joinStatic("", "one").get();

    assertThat(back.skipAssignment()).isTrue();
    assertThat(back.leader()).isEqualTo(back.memberId());
    assertThat(back.members()).hasSize(2);
    assertThat(harness.state()).isEqualTo("Stable");
  }

  @Test
  void anOldClientThatComesBackAsLeaderTakesItselfForAFollower() {
    stablePair();

    JoinGroupResponse back = harness.join(8, joinRequest("").groupInstanceId("one").build()).get();

    assertThat(back.leader()).isEqualTo(leader);
    assertThat(back.memberId()).isNotEqualTo(leader);
    assertThat(back.members()).isEmpty();
  }

  @Test
  void theOldMemberIdIsFenced() {
    stablePair();
    String back = harness.joinStatic("", "two").get().memberId();

    assertThat(harness.heartbeat(follower, 2, "two")).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(harness.heartbeat(follower, 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.heartbeat(back, 2, "two")).isEqualTo(ErrorCode.NONE);
    assertThat(error(harness.joinStatic(follower, "two").get().errorCode()))
        .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(
            error(
                harness
                    .sync(syncRequest(follower, 2, Map.of()).groupInstanceId("two").build())
                    .get()
                    .errorCode()))
        .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
  }

  @Test
  void anUnknownInstanceIsNoMember() {
    stablePair();

    assertThat(harness.heartbeat(follower, 2, "three")).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(error(harness.joinStatic(follower, "three").get().errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void aProtocolThatChangesMeansARebalance() {
    stablePair();

    Answer<JoinGroupResponse> back =
        harness.join(
            9,
            joinRequest("")
                .groupInstanceId("two")
                .protocols(
                    List.of(
                        new JoinGroupRequestProtocol("range", subscription("t")),
                        new JoinGroupRequestProtocol("other", subscription("t"))))
                .build());

    assertThat(back.isThere()).isTrue();
    assertThat(harness.state()).isEqualTo("Stable");
  }

  @Test
  void comingBackBeforeItsSyncLeavesNobodyToWaitFor() {
    leader = harness.joinStatic("", "one").get().memberId();
    Answer<JoinGroupResponse> second = harness.joinStatic("", "two");
    harness.joinStatic(leader, "one");
    harness.sync(leader, 2, Map.of(second.get().memberId(), "x"));
    follower = harness.joinStatic("", "two").get().memberId();

    for (int waitedMs = 0; waitedMs < 2 * GroupHarness.REBALANCE_MS; waitedMs += 5_000) {
      assertThat(harness.heartbeat(leader, 2, "one")).isEqualTo(ErrorCode.NONE);
      assertThat(harness.heartbeat(follower, 2, "two")).isEqualTo(ErrorCode.NONE);
      harness.advanceMs(5_000);
    }

    assertThat(harness.state()).isEqualTo("Stable");
  }

  @Test
  void comingBackBeforeTheAssignmentStartsOver() {
    leader = harness.joinStatic("", "one").get().memberId();
    Answer<JoinGroupResponse> second = harness.joinStatic("", "two");
    harness.joinStatic(leader, "one");
    follower = second.get().memberId();
    Answer<SyncGroupResponse> syncing = harness.sync(follower, 2, Map.of());

    Answer<JoinGroupResponse> back = harness.joinStatic("", "two");

    assertThat(error(syncing.get().errorCode())).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(back.isThere()).isFalse();
    assertThat(harness.joinStatic(leader, "one").get().generationId()).isEqualTo(3);
    assertThat(back.get().generationId()).isEqualTo(3);
  }

  @Test
  void comingBackDuringTheJoinPhaseFencesTheOneThatWaits() {
    stablePair();
    Answer<JoinGroupResponse> waiting = harness.joinStatic(leader, "one");
    assertThat(waiting.isThere()).isFalse();

    Answer<JoinGroupResponse> back = harness.joinStatic("", "one");

    assertThat(error(waiting.get().errorCode())).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(back.isThere()).isFalse();
    harness.joinStatic(follower, "two");
    assertThat(back.get().generationId()).isEqualTo(3);
  }

  @Test
  void aStaticMemberThatDoesNotRejoinStaysUntilItsSessionEnds() {
    stablePair();
    harness.joinStatic(leader, "one");

    harness.advanceMs(SESSION_MS + 1_000);

    assertThat(harness.heartbeat(follower, 2, "two")).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.describe().members()).hasSize(1);
  }

  @Test
  void anAdministratorRemovesByInstance() {
    stablePair();

    var response =
        harness.leave(
            new MemberIdentity("", "two", null),
            new MemberIdentity("", "three", null),
            new MemberIdentity("wrong", "one", null));

    assertThat(response.members())
        .extracting(member -> error(member.errorCode()))
        .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.FENCED_INSTANCE_ID);
    assertThat(harness.state()).isEqualTo("PreparingRebalance");
  }

  @Test
  void aReplacementThatCannotBeWrittenIsTakenBack() {
    stablePair();
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    JoinGroupResponse refused = harness.joinStatic("", "two").get();
    harness.log.failAppends(ErrorCode.NONE);

    assertThat(error(refused.errorCode())).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(harness.heartbeat(follower, 2, "two")).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void staticMembersSurviveARestart() {
    stablePair();
    harness.restart();

    JoinGroupResponse back = harness.joinStatic("", "two").get();

    assertThat(back.generationId()).isEqualTo(2);
    assertThat(harness.heartbeat(leader, 2, "one")).isEqualTo(ErrorCode.NONE);
  }
}
