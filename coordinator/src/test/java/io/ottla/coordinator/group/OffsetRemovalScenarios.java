package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ottla.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How committed offsets go: deleted, expired, or with their topic. */
class OffsetRemovalScenarios {
  private static final long DAY_MS = 86_400_000;

  private final GroupHarness harness = new GroupHarness();

  private static OffsetCommitKey key(int partition) {
    return new OffsetCommitKey(GROUP, "t", partition);
  }

  private Uuid topicId() {
    return Objects.requireNonNull(harness.topics.byName("t")).id();
  }

  private OffsetDeleteResponse deleteOffsets(String groupId, String topic, int partition) {
    Answer<OffsetDeleteResponse> answer = new Answer<>();
    harness.coordinator.deleteOffsets(
        caller(0),
        new OffsetDeleteRequest(
            groupId,
            List.of(
                new OffsetDeleteRequestTopic(
                    topic, List.of(new OffsetDeleteRequestPartition(partition))))),
        answer);
    harness.loop.runAll();
    return answer.get();
  }

  @Test
  void offsetsOfTopicsWithoutSubscriptionMayBeDeleted() {
    harness.topics.add("u", 1);
    String member = harness.stableGroup(1).get(0);
    harness.commitAs(member, 1, 0, 5);
    harness.newRecords();

    var subscribed = deleteOffsets(GROUP, "t", 0);
    var other = deleteOffsets(GROUP, "u", 0);

    assertThat(error(subscribed.topics().get(0).partitions().get(0).errorCode()))
        .isEqualTo(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
    assertThat(error(other.topics().get(0).partitions().get(0).errorCode()))
        .isEqualTo(ErrorCode.NONE);
    harness.leave(member);
    harness.newRecords();
    assertThat(deleteOffsets(GROUP, "t", 0).errorCode()).isZero();
    assertThat(harness.newRecords())
        .containsExactly(CoordinatorRecord.tombstone((short) 1, key(0)));
    assertThat(harness.offsets()).isEmpty();
  }

  @Test
  void offsetsOfOtherGroupsMayNotBeDeleted() {
    assertThat(error(deleteOffsets("none", "t", 0).errorCode()))
        .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    assertThat(error(deleteOffsets("", "t", 0).errorCode())).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    harness.join(3, joinRequest("").protocolType("connect").build());
    assertThat(error(deleteOffsets(GROUP, "t", 0).errorCode()))
        .isEqualTo(ErrorCode.NON_EMPTY_GROUP);
  }

  @Test
  void offsetsExpireAfterTheGroupIsEmptyForLong() {
    String member = harness.stableGroup(1).get(0);
    harness.commitAs(member, 1, 0, 5);
    harness.leave(member);

    harness.advanceMs(7 * DAY_MS - 1);
    assertThat(harness.offset(0)).isEqualTo(5);
    harness.advanceMs(600_001);

    assertThat(harness.offsets()).isEmpty();
    assertThat(harness.state()).isEqualTo("Dead");
    harness.restart();
    assertThat(harness.list(List.of(), List.of()).groups()).isEmpty();
  }

  @Test
  void anOffsetCommittedToAnEmptyGroupGoesWithTheOthersOfTheGroup() {
    String member = harness.stableGroup(1).get(0);
    harness.commitAs(member, 1, 0, 5);
    harness.leave(member);
    harness.advanceMs(6 * DAY_MS);
    assertThat(harness.commit(1, 3)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.offsets()).containsOnlyKeys(0, 1);

    harness.advanceMs(DAY_MS + 600_000);

    assertThat(harness.offsets()).isEmpty();
  }

  @Test
  void offsetsWithoutMembersExpireByThemselves() {
    harness.commit(0, 1);
    harness.advanceMs(4 * DAY_MS);
    harness.commit(1, 1);
    harness.advanceMs(4 * DAY_MS);

    assertThat(harness.offsets()).containsOnlyKeys(1);
  }

  @Test
  void offsetsInUseDoNotExpire() {
    String member = harness.stableGroup(1).get(0);
    harness.commitAs(member, 1, 0, 5);

    for (long waitedMs = 0; waitedMs < 8 * DAY_MS; waitedMs += 9_000) {
      harness.heartbeat(member, 1);
      harness.advanceMs(9_000);
    }

    assertThat(harness.offset(0)).isEqualTo(5);
  }

  @Test
  void anEmptyGroupWithoutOffsetsGoesSoon() {
    String member = harness.stableGroup(1).get(0);
    harness.leave(member);

    harness.advanceMs(600_000);

    assertThat(harness.state()).isEqualTo("Dead");
  }

  @Test
  void deletedTopicsTakeTheirOffsetsAlong() {
    harness.commit(0, 7);
    Uuid before = topicId();
    harness.topics.remove("t");
    harness.topics.add("t", 4);
    harness.commit(1, 8);

    harness.coordinator.onTopicsDeleted(Map.of("t", before));
    harness.loop.runAll();

    assertThat(harness.offsets()).containsOnlyKeys(1);
  }
}
