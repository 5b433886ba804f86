package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerMembers.partitions;
import static io.ottla.coordinator.group.GroupHarness.commitRequest;
import static io.ottla.coordinator.group.GroupHarness.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose commits count in a consumer group. */
class ConsumerCommitScenarios {
  private final GroupHarness harness = new GroupHarness();
  private final ConsumerMembers members = new ConsumerMembers(harness);

  @Test
  void aCommitOfAnOlderEpochCountsForWhatTheMemberHadThenAndHas() {
    members.join("a");
    members.join("b");
    List<Integer> kept = partitions(members.stay("a", 2, 0, 1, 2, 3));
    List<Integer> given = new ArrayList<>(List.of(0, 1, 2, 3));
    given.removeAll(kept);
    var ofKept = commitRequest(kept.get(0), 5).memberId("a").generationIdOrMemberEpoch(2).build();
    var ofGiven = commitRequest(given.get(0), 6).memberId("a").generationIdOrMemberEpoch(2).build();
    assertThat(errorOf(harness.commit(9, ofGiven).get()))
        .as("on its way out")
        .isEqualTo(ErrorCode.NONE);
    members.stay("a", 2, kept.toArray(new Integer[0]));
    members.stay("b", 3);
    harness.restart();

    assertThat(errorOf(harness.commit(9, ofKept).get())).isEqualTo(ErrorCode.NONE);
    assertThat(errorOf(harness.commit(9, ofGiven).get())).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    assertThat(errorOf(harness.commit(9, ofGiven.toBuilder().memberId("b").build()).get()))
        .as("before b had it")
        .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    assertThat(
            errorOf(
                harness.commit(9, ofKept.toBuilder().generationIdOrMemberEpoch(4).build()).get()))
        .as("not reached yet")
        .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
  }

  @Test
  void aMemberCannotCommitWithAVersionThatDoesNotKnowItsProtocol() {
    members.join("a");
    var request = commitRequest(0, 5).memberId("a").generationIdOrMemberEpoch(2).build();

    assertThat(errorOf(harness.commit(8, request).get())).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    assertThat(
            errorOf(
                harness.commit(8, request.toBuilder().generationIdOrMemberEpoch(1).build()).get()))
        .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    assertThat(errorOf(harness.commit(8, request.toBuilder().memberId("x").build()).get()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(errorOf(harness.commit(9, request).get())).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void commitsNeedTheMembersEpoch() {
    members.join("a");
    var request = commitRequest(0, 5).memberId("a").generationIdOrMemberEpoch(2).build();

    assertThat(errorOf(harness.commit(9, request).get())).isEqualTo(ErrorCode.NONE);
    assertThat(
            errorOf(
                harness.commit(9, request.toBuilder().generationIdOrMemberEpoch(1).build()).get()))
        .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    assertThat(errorOf(harness.commit(9, request.toBuilder().memberId("x").build()).get()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.commit(1, 7)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.offset(0)).isEqualTo(5);
  }
}
