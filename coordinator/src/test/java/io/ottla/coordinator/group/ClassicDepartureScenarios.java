package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.REBALANCE_MS;
import static io.ottla.coordinator.group.GroupHarness.SESSION_MS;
import static io.ottla.coordinator.group.GroupHarness.START_MS;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How members of classic groups go: by their own will, too late, or with the broker. */
class ClassicDepartureScenarios {
  private final GroupHarness harness = new GroupHarness();

  private static CoordinatorRecord group(GroupMetadataValue value) {
    return CoordinatorRecord.set(
        GroupMetadataKey.KEY, new GroupMetadataKey(GROUP), (short) 3, value);
  }

  @Test
  void aMemberThatDoesNotRejoinIsDropped() {
    List<String> ids = harness.stableGroup(2);
    Answer<JoinGroupResponse> join = harness.join(ids.get(0));

    for (int waitedMs = 0; waitedMs < REBALANCE_MS + 1_000; waitedMs += 1_000) {
      harness.heartbeat(ids.get(1), 2);
      harness.advanceMs(1_000);
    }

    assertThat(join.get().generationId()).isEqualTo(3);
    assertThat(join.get().members()).hasSize(1);
    assertThat(harness.heartbeat(ids.get(1), 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void aSilentMemberIsDroppedAfterItsSession() {
    List<String> ids = harness.stableGroup(2);

    for (int waitedMs = 0; waitedMs < SESSION_MS + 1_000; waitedMs += 1_000) {
      harness.heartbeat(ids.get(0), 2);
      harness.advanceMs(1_000);
    }

    assertThat(harness.state()).isEqualTo("PreparingRebalance");
    assertThat(harness.heartbeat(ids.get(1), 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.join(ids.get(0)).get().generationId()).isEqualTo(3);
  }

  @Test
  void aGroupWhoseMembersAreAllSilentBecomesEmpty() {
    harness.stableGroup(2);
    harness.newRecords();

    harness.advanceMs(SESSION_MS + 1_000);

    assertThat(harness.state()).isEqualTo("Empty");
    assertThat(harness.newRecords())
        .containsExactly(
            group(
                new GroupMetadataValue(
                    "consumer", 3, null, null, START_MS + SESSION_MS + 250, List.of())));
  }

  @Test
  void aStalledBrokerExpelsNobodyWhoseHeartbeatIsWaiting() {
    List<String> ids = harness.stableGroup(2);

    harness.clock.advanceMs(SESSION_MS + 5_000);
    harness.loop.runAll();
    harness.advanceMs(100);

    assertThat(harness.heartbeat(ids.get(0), 2)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.heartbeat(ids.get(1), 2)).isEqualTo(ErrorCode.NONE);
    harness.advanceMs(5_000);
    assertThat(harness.state()).isEqualTo("Stable");
  }

  @Test
  void aMemberWaitingForTheOthersNeedsNoHeartbeat() {
    List<String> ids = harness.stableGroup(2);
    Answer<JoinGroupResponse> waiting = harness.join(ids.get(0));

    for (int waitedMs = 0; waitedMs < 2 * SESSION_MS; waitedMs += 1_000) {
      harness.heartbeat(ids.get(1), 2);
      harness.advanceMs(1_000);
    }
    harness.join(ids.get(1));

    assertThat(waiting.get().generationId()).isEqualTo(3);
    assertThat(waiting.get().members()).hasSize(2);
  }

  @Test
  void aMemberThatDoesNotSyncIsDropped() {
    String first = harness.stableGroup(1).get(0);
    Answer<JoinGroupResponse> join = harness.join("");
    harness.join(first);
    String second = join.get().memberId();
    harness.sync(first, 2, Map.of(first, "a", second, "b"));

    for (int waitedMs = 0; waitedMs < REBALANCE_MS + 1_000; waitedMs += 1_000) {
      harness.heartbeat(first, 2);
      harness.heartbeat(second, 2);
      harness.advanceMs(1_000);
    }

    assertThat(harness.heartbeat(second, 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.heartbeat(first, 2)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  @Test
  void aNewMemberThatNeverComesBackIsDroppedFromTheRebalance() {
    GroupHarness patient =
        new GroupHarness(
            GroupConfig.DEFAULT.withClassic(
                new GroupConfig.Classic(6_000, 1_800_000, 10, 0, 20_000)));
    String first = patient.stableGroup(1).get(0);
    Answer<JoinGroupResponse> lost = patient.join("");

    for (int waitedMs = 0; waitedMs < 21_000; waitedMs += 1_000) {
      patient.heartbeat(first, 1);
      patient.advanceMs(1_000);
    }

    assertThat(error(lost.get().errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(patient.join(first).get().members()).hasSize(1);
  }

  @Test
  void leavingStartsARebalance() {
    List<String> ids = harness.stableGroup(2);

    assertThat(harness.leave(ids.get(1))).isEqualTo(ErrorCode.NONE);

    assertThat(harness.heartbeat(ids.get(0), 2)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(harness.join(ids.get(0)).get().members()).hasSize(1);
  }

  @Test
  void theLastToLeaveEmptiesTheGroup() {
    String member = harness.stableGroup(1).get(0);
    harness.newRecords();

    assertThat(harness.leave(member)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.state()).isEqualTo("Empty");
    assertThat(harness.newRecords())
        .containsExactly(
            group(new GroupMetadataValue("consumer", 2, null, null, START_MS, List.of())));
  }

  @Test
  void severalMembersLeaveAtOnceEachWithItsError() {
    List<String> ids = harness.stableGroup(3);

    var response =
        harness.leave(
            new MemberIdentity(ids.get(1), null, null),
            new MemberIdentity("nobody", null, null),
            new MemberIdentity(ids.get(2), null, "why not"));

    assertThat(response.members())
        .extracting(member -> error(member.errorCode()))
        .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.NONE);
    assertThat(harness.join(ids.get(0)).get().members()).hasSize(1);
  }

  @Test
  void leavingAGroupThatIsNotThereIsAnErrorOfTheMember() {
    assertThat(harness.leave("nobody")).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void aPendingMemberMayLeave() {
    String first = harness.stableGroup(1).get(0);
    String pending = harness.join(4, joinRequest("").build()).get().memberId();

    assertThat(harness.leave(pending)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.join(first).get().generationId()).isEqualTo(2);
  }

  @Test
  void membersThatDoNotComeBackAfterARestartAreDropped() {
    harness.stableGroup(2);
    harness.restart();

    harness.advanceMs(SESSION_MS + 1_000);

    assertThat(harness.state()).isEqualTo("Empty");
  }
}
