package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.bytes;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupAdminScenarios {
  private final GroupHarness harness = new GroupHarness();

  @Test
  void aStableGroupIsDescribedWithMetadataAndAssignment() {
    String member = harness.stableGroup(1).get(0);

    DescribedGroup group = harness.describe();

    assertThat(error(group.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(group.groupState()).isEqualTo("Stable");
    assertThat(group.protocolType()).isEqualTo("consumer");
    assertThat(group.protocolData()).isEqualTo("range");
    assertThat(group.members()).hasSize(1);
    assertThat(group.members().get(0).memberMetadata()).isEqualTo(subscription("t"));
    assertThat(group.members().get(0).memberAssignment()).isEqualTo(bytes("for " + member));
    assertThat(group.members().get(0).clientHost()).isEqualTo("/host");
  }

  @Test
  void aRebalancingGroupIsDescribedWithoutMetadata() {
    harness.join("");

    DescribedGroup group = harness.describe();

    assertThat(group.groupState()).isEqualTo("CompletingRebalance");
    assertThat(group.protocolData()).isEmpty();
    assertThat(group.members().get(0).memberMetadata().size()).isZero();
  }

  @Test
  void aGroupThatIsNotThereIsDead() {
    DescribedGroup old = harness.describe("none", 5);
    DescribedGroup current = harness.describe("none", 6);

    assertThat(old.groupState()).isEqualTo("Dead");
    assertThat(error(old.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(error(current.errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    assertThat(error(harness.describe("", 5).errorCode())).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void groupsAreListedByStateAndType() {
    harness.stableGroup(1);

    assertThat(harness.list(List.of(), List.of()).groups()).hasSize(1);
    assertThat(harness.list(List.of("stable"), List.of("CLASSIC")).groups())
        .extracting(group -> group.groupState() + " " + group.groupType())
        .containsExactly("Stable classic");
    assertThat(harness.list(List.of("Empty"), List.of()).groups()).isEmpty();
    assertThat(harness.list(List.of(), List.of("consumer")).groups()).isEmpty();
  }

  @Test
  void aCoordinatorThatLeadsNothingListsNothing() {
    harness.coordinator.onResigned(0, 1);

    assertThat(harness.list(List.of(), List.of()).groups()).isEmpty();
    assertThat(harness.coordinator.availability(GROUP)).isEqualTo(ErrorCode.NOT_COORDINATOR);
  }

  @Test
  void anEmptyGroupIsDeletedWithItsOffsets() {
    String member = harness.stableGroup(1).get(0);
    harness.commitAs(member, 1, 0, 5);
    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    harness.leave(member);
    harness.newRecords();

    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.newRecords())
        .containsExactly(
            CoordinatorRecord.tombstone((short) 1, new OffsetCommitKey(GROUP, "t", 0)),
            CoordinatorRecord.tombstone((short) 2, new GroupMetadataKey(GROUP)));
    assertThat(harness.state()).isEqualTo("Dead");
    assertThat(harness.offsets()).isEmpty();
    harness.restart();
    assertThat(harness.list(List.of(), List.of()).groups()).isEmpty();
  }

  @Test
  void groupsThatAreNotThereCannotBeDeleted() {
    assertThat(harness.delete("none")).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    assertThat(harness.delete("")).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void aDeletedGroupMayBeMadeAgain() {
    String member = harness.stableGroup(1).get(0);
    harness.leave(member);
    harness.delete(GROUP);

    assertThat(harness.join("").get().generationId()).isEqualTo(1);
  }
}
