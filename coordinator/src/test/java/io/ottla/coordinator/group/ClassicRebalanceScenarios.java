package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.REBALANCE_MS;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static io.ottla.coordinator.group.GroupHarness.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rebalances of classic groups that do not go as everybody hopes. */
class ClassicRebalanceScenarios {
  private GroupHarness harness = new GroupHarness();

  private static GroupHarness ofAtMost(int members) {
    GroupConfig config = new GroupHarness().config;
    return new GroupHarness(config.withClassic(config.classic().withMaxSize(members)));
  }

  private static JoinGroupRequest.Builder joinWith(String memberId, String... protocols) {
    List<JoinGroupRequestProtocol> list = new ArrayList<>();
    for (String protocol : protocols) {
      list.add(new JoinGroupRequestProtocol(protocol, subscription("t")));
    }
    return joinRequest(memberId).protocols(list);
  }

  @Test
  void aGroupThatIsLoadedWithTooManyMembersRebalancesDownToTheLimit() {
    List<String> members = harness.stableGroup(3);
    List<CoordinatorRecord> written = harness.newRecords();

    harness = ofAtMost(2);
    harness.log.append(written);
    harness.restart();

    assertThat(harness.state()).isEqualTo("PreparingRebalance");
    List<Answer<JoinGroupResponse>> joins = members.stream().map(harness::join).toList();
    assertThat(joins.stream().map(join -> error(join.get().errorCode())))
        .containsExactlyInAnyOrder(
            ErrorCode.NONE, ErrorCode.NONE, ErrorCode.GROUP_MAX_SIZE_REACHED);
  }

  @Test
  void theJoinPhaseTakesNoMoreThanFit() {
    harness = ofAtMost(2);
    String first = harness.join("").get().memberId();
    harness.join("");
    harness.join(first);
    harness.join(first);

    assertThat(error(harness.join("").get().errorCode()))
        .isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
  }

  @Test
  void aJoinThatIsRepeatedAnswersTheOneBefore() {
    List<String> members = harness.stableGroup(3);
    Answer<JoinGroupResponse> before = harness.join(members.get(0));
    assertThat(before.isThere()).isFalse();

    Answer<JoinGroupResponse> again = harness.join(members.get(0));

    assertThat(error(before.get().errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    harness.join(members.get(1));
    harness.join(members.get(2));
    assertThat(again.get().generationId()).isEqualTo(3);
  }

  @Test
  void aSyncThatIsRepeatedAnswersTheOneBefore() {
    String first = harness.join("").get().memberId();
    Answer<JoinGroupResponse> joined = harness.join("");
    harness.join(first);
    String second = joined.get().memberId();
    Answer<SyncGroupResponse> before = harness.sync(second, 2, Map.of());
    assertThat(before.isThere()).isFalse();

    Answer<SyncGroupResponse> again = harness.sync(second, 2, Map.of());

    assertThat(error(before.get().errorCode())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    harness.sync(first, 2, Map.of(second, "mine"));
    assertThat(again.get().assignment()).isEqualTo(GroupHarness.bytes("mine"));
  }

  @Test
  void theTombstoneOfAGroupThatIsGoneIsNoGroup() {
    harness.log.append(
        List.of(CoordinatorRecord.tombstone(GroupMetadataKey.KEY, new GroupMetadataKey(GROUP))));

    harness.restart();

    assertThat(harness.list(List.of(), List.of()).groups()).isEmpty();
  }

  @Test
  void otherMetadataBeforeTheAssignmentStartsOver() {
    String first = harness.join("").get().memberId();
    assertThat(harness.state()).isEqualTo("CompletingRebalance");

    Answer<JoinGroupResponse> again = harness.join(3, joinWith(first, "other", "range").build());

    assertThat(again.get().generationId()).isEqualTo(2);
  }

  @Test
  void aStaticMemberThatElectsAnotherProtocolStartsARebalance() {
    harness.join(9, joinWith("", "range", "other").groupInstanceId("one").build());
    Answer<JoinGroupResponse> second =
        harness.join(9, joinWith("", "range", "other").groupInstanceId("two").build());
    String first = harness.describe().members().get(0).memberId();
    harness.join(9, joinWith(first, "range", "other").groupInstanceId("one").build());
    harness.sync(first, 2, Map.of());
    harness.sync(second.get().memberId(), 2, Map.of());
    assertThat(harness.state()).isEqualTo("Stable");

    Answer<JoinGroupResponse> back =
        harness.join(9, joinWith("", "other").groupInstanceId("two").build());

    assertThat(back.isThere()).isFalse();
    assertThat(harness.state()).isEqualTo("PreparingRebalance");
    harness.join(9, joinWith(first, "range", "other").groupInstanceId("one").build());
    assertThat(back.get().protocolName()).isEqualTo("other");
  }

  @Test
  void staticMembersThatDoNotRejoinAreWaitedForOnceMore() {
    String one = harness.joinStatic("", "one").get().memberId();
    harness.sync(one, 1, Map.of());
    String guest = harness.join(4, joinRequest("").build()).get().memberId();
    harness.join(4, joinRequest(guest).build());
    assertThat(harness.leave(guest)).isEqualTo(ErrorCode.NONE);

    for (int waitedMs = 0; waitedMs < 2 * REBALANCE_MS; waitedMs += 5_000) {
      harness.heartbeat(one, 1, "one");
      harness.advanceMs(5_000);
    }

    assertThat(harness.state()).isEqualTo("PreparingRebalance");
    assertThat(harness.joinStatic(one, "one").get().generationId()).isEqualTo(2);
  }

  @Test
  void aGroupIsEmptyEvenWhenThatCannotBeWritten() {
    String member = harness.stableGroup(1).get(0);
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    assertThat(harness.leave(member)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.state()).isEqualTo("Empty");
    harness.log.failAppends(ErrorCode.NONE);
    assertThat(harness.join("").get().generationId()).isEqualTo(3);
  }

  @Test
  void theFirstRebalanceWaitsNoLongerThanItsMembersDo() {
    GroupConfig config = harness.config;
    harness =
        new GroupHarness(config.withClassic(config.classic().withInitialRebalanceDelayMs(3_000)));
    JoinGroupRequest.Builder impatient = joinRequest("").rebalanceTimeoutMs(3_000);

    Answer<JoinGroupResponse> first = harness.join(3, impatient.build());
    harness.advanceMs(2_000);
    harness.join(3, impatient.build());
    harness.advanceMs(1_000);

    assertThat(first.get().members()).hasSize(2);
  }

  @Test
  void aMemberThatWaitsIsToldWhenItIsRemoved() {
    List<String> members = harness.stableGroup(2);
    Answer<JoinGroupResponse> waiting = harness.join(members.get(0));
    assertThat(waiting.isThere()).isFalse();

    harness.leave(members.get(0));

    assertThat(error(waiting.get().errorCode())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }
}
