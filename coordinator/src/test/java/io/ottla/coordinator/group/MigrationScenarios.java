package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.describe;
import static io.ottla.coordinator.group.ConsumerRequests.full;
import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.owned;
import static io.ottla.coordinator.group.ConsumerRequests.partitions;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static io.ottla.coordinator.group.GroupHarness.START_MS;
import static io.ottla.coordinator.group.GroupHarness.commitRequest;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.MigrationPolicy;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Groups with members that move between the classic and the consumer protocol. */
class MigrationScenarios {
  private GroupHarness harness = new GroupHarness();
  private final Uuid topic = Objects.requireNonNull(harness.topics.byName("t")).id();

  private ConsumerGroupHeartbeatResponse heartbeat(
      String memberId, int epoch, @Nullable List<Integer> owned) {
    return heartbeat(
        full(memberId, epoch).topicPartitions(owned == null ? null : owned(topic, owned)).build());
  }

  private ConsumerGroupHeartbeatResponse heartbeat(ConsumerGroupHeartbeatRequest request) {
    return ConsumerRequests.heartbeat(harness, request);
  }

  private ConsumerGroupHeartbeatResponse join(String memberId) {
    return heartbeat(memberId, 0, List.of());
  }

  private ClassicClient settledClassic() {
    ClassicClient client = new ClassicClient(harness);
    client.poll();
    assertThat(client.owned()).containsExactly(0, 1, 2, 3);
    return client;
  }

  private static String shape(CoordinatorRecord record) {
    return record.type() + (record.value() == null ? " gone" : "");
  }

  @Test
  void theFirstMemberOfTheConsumerProtocolUpgradesTheGroup() {
    ClassicClient classic = settledClassic();
    harness.newRecords();

    ConsumerGroupHeartbeatResponse joined = join("c");

    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(joined.memberEpoch()).isEqualTo(classic.generation() + 1);
    assertThat(partitions(joined)).isEmpty();
    List<CoordinatorRecord> records = harness.newRecords();
    assertThat(records)
        .extracting(MigrationScenarios::shape)
        .containsExactly("2 gone", "5", "3", "7", "6", "8", "5", "3", "7", "7", "6", "8");
    var member = (ConsumerGroupMemberMetadataValue) message(records.get(1));
    assertThat(member.subscribedTopicNames()).containsExactly("t");
    assertThat(member.rebalanceTimeoutMs()).isEqualTo(GroupHarness.REBALANCE_MS);
    assertThat(Objects.requireNonNull(member.classicMemberMetadata()).sessionTimeoutMs())
        .isEqualTo(GroupHarness.SESSION_MS);
    var upgraded = (ConsumerGroupMetadataValue) message(records.get(2));
    assertThat(upgraded.epoch()).isEqualTo(classic.generation());
    assertThat(message(records.get(7)))
        .isEqualTo(
            new ConsumerGroupMetadataValue(classic.generation() + 1, upgraded.metadataHash()));
    assertThat(upgraded.metadataHash()).isNotZero();
    assertThat(message(records.get(5)))
        .isEqualTo(
            ConsumerGroupCurrentMemberAssignmentValue.builder()
                .memberEpoch(classic.generation())
                .previousMemberEpoch(classic.generation())
                .state((byte) 0)
                .assignedPartitions(
                    List.of(
                        new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions(
                            topic,
                            List.of(0, 1, 2, 3),
                            Collections.nCopies(4, classic.generation()))))
                .build());
  }

  private static Object message(CoordinatorRecord record) {
    return Objects.requireNonNull(record.message());
  }

  @Test
  void bothKindsOfMembersShareThePartitions() {
    ClassicClient classic = settledClassic();
    int epoch = join("c").memberEpoch();
    assertThat(harness.heartbeat(classic.memberId(), classic.generation()))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);

    classic.poll();
    List<Integer> given = partitions(heartbeat("c", epoch, List.of()));

    assertThat(classic.owned()).hasSize(2);
    assertThat(given).hasSize(2).doesNotContainAnyElementsOf(classic.owned());
    assertThat(classic.generation()).isEqualTo(epoch);
    assertThat(describe(harness).groupState()).isEqualTo("Stable");
    assertThat(describe(harness).members())
        .extracting(ConsumerGroupDescribeResponse.Member::memberType)
        .containsExactlyInAnyOrder((byte) 0, (byte) 1);
    assertThat(harness.heartbeat(classic.memberId(), classic.generation()))
        .isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aMemberOfTheClassicProtocolGivesUpBeforeItGoesOn() {
    ConsumerGroupHeartbeatResponse first = join("c");

    ClassicClient classic = new ClassicClient(harness);
    classic.poll();
    assertThat(classic.owned()).isEmpty();
    List<Integer> kept = partitions(heartbeat("c", first.memberEpoch(), List.of(0, 1, 2, 3)));
    assertThat(harness.heartbeat(classic.memberId(), classic.generation()))
        .isEqualTo(ErrorCode.NONE);
    heartbeat("c", first.memberEpoch(), kept);
    classic.poll();

    assertThat(classic.owned()).hasSize(2).doesNotContainAnyElementsOf(kept);
  }

  @Test
  void theLastMemberOfTheConsumerProtocolDowngradesTheGroup() {
    ClassicClient classic = settledClassic();
    int epoch = join("c").memberEpoch();
    classic.poll();
    heartbeat("c", epoch, List.of());
    List<Integer> kept = List.copyOf(classic.owned());
    harness.commitAs(classic.memberId(), epoch, 0, 7);
    harness.newRecords();

    heartbeat(staying("c", -1).build());

    List<CoordinatorRecord> records = harness.newRecords();
    assertThat(records)
        .extracting(MigrationScenarios::shape)
        .startsWith("8 gone", "7 gone", "5 gone")
        .endsWith("6 gone", "4 gone", "3 gone", "2");
    GroupMetadataValue group = (GroupMetadataValue) message(records.get(records.size() - 1));
    assertThat(group.generation()).isEqualTo(epoch);
    assertThat(group.protocolType()).isEqualTo("consumer");
    assertThat(group.protocol()).isEqualTo("range");
    assertThat(group.leader()).isEqualTo(classic.memberId());
    assertThat(group.currentStateTimestamp()).isEqualTo(START_MS);
    assertThat(group.members()).hasSize(1);
    assertThat(
            ConsumerProtocol.assignment(group.members().get(0).assignment())
                .assignedPartitions()
                .get(0)
                .partitions())
        .isEqualTo(kept);
    assertThat(harness.heartbeat(classic.memberId(), epoch))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    classic.poll();
    assertThat(classic.owned()).containsExactly(0, 1, 2, 3);
    assertThat(classic.generation()).isEqualTo(epoch + 1);
    assertThat(harness.offset(0)).isEqualTo(7);
  }

  @Test
  void aSilentMemberOfTheConsumerProtocolDowngradesTheGroupToo() {
    ClassicClient classic = settledClassic();
    join("c");

    for (int waitedMs = 0; waitedMs <= 46_000; waitedMs += 1_000) {
      classic.poll();
      harness.advanceMs(1_000);
    }
    classic.poll();
    classic.poll();

    assertThat(error(describe(harness).errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    assertThat(classic.owned()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aSilentMemberOfTheClassicProtocolIsDroppedAfterItsOwnSession() {
    ClassicClient classic = settledClassic();
    int epoch = join("c").memberEpoch();

    harness.advanceMs(GroupHarness.SESSION_MS + 1_000);

    assertThat(harness.heartbeat(classic.memberId(), classic.generation()))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(partitions(heartbeat("c", epoch, List.of()))).hasSize(4);
  }

  @Test
  void aMemberThatDoesNotJoinAgainIsDropped() {
    ClassicClient classic = settledClassic();
    int epoch = join("c").memberEpoch();

    for (int waitedMs = 0; waitedMs <= 61_000; waitedMs += 1_000) {
      harness.heartbeat(classic.memberId(), classic.generation());
      heartbeat("c", epoch, null);
      harness.advanceMs(1_000);
    }

    assertThat(describe(harness).members()).hasSize(1);
  }

  @Test
  void membersThatWaitAreToldToJoinAgain() {
    ClassicClient first = settledClassic();
    Answer<JoinGroupResponse> waiting = harness.join("");
    assertThat(waiting.isThere()).isFalse();

    join("c");

    assertThat(error(waiting.get().errorCode())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(describe(harness).members()).hasSize(3);
    assertThat(harness.heartbeat(first.memberId(), first.generation()))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  @Test
  void aLoadedGroupIsTheSame() {
    ClassicClient classic = settledClassic();
    int epoch = join("c").memberEpoch();
    classic.poll();
    heartbeat("c", epoch, List.of());
    var before = describe(harness);

    harness.restart();

    assertThat(describe(harness)).isEqualTo(before);
    assertThat(harness.heartbeat(classic.memberId(), epoch)).isEqualTo(ErrorCode.NONE);
    heartbeat(staying("c", -1).build());
    harness.restart();
    assertThat(harness.describe().groupState()).isEqualTo("Stable");
    assertThat(harness.describe().members()).hasSize(1);
    assertThat(harness.heartbeat(classic.memberId(), epoch)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void thePolicyForbidsAnUpgrade() {
    for (MigrationPolicy policy : List.of(MigrationPolicy.DISABLED, MigrationPolicy.DOWNGRADE)) {
      harness = harness(policy);
      settledClassic();

      assertThat(error(join("c").errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }
  }

  @Test
  void thePolicyForbidsADowngrade() {
    for (MigrationPolicy policy : List.of(MigrationPolicy.DISABLED, MigrationPolicy.UPGRADE)) {
      harness = harness(policy);
      join("c");
      ClassicClient classic = new ClassicClient(harness);
      classic.poll();

      heartbeat(staying("c", -1).build());
      classic.poll();

      assertThat(describe(harness).members()).hasSize(1);
      assertThat(classic.owned()).containsExactly(0, 1, 2, 3);
    }
  }

  private static GroupHarness harness(MigrationPolicy policy) {
    GroupConfig config = new GroupHarness().config;
    return new GroupHarness(config.withConsumer(config.consumer().with(policy)));
  }

  @Test
  void aGroupThatIsNotOfConsumersStaysClassic() {
    harness.join(3, GroupHarness.joinRequest("").protocolType("connect").build());

    assertThat(error(join("c").errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void aGroupWhoseMetadataCannotBeReadStaysClassic() {
    harness.join(
        3,
        GroupHarness.joinRequest("")
            .protocols(List.of(new JoinGroupRequestProtocol("own", GroupHarness.bytes("?"))))
            .build());

    assertThat(error(join("c").errorCode())).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void whatDoesNotFitTheGroupIsRefused() {
    join("c");
    ClassicClient classic = new ClassicClient(harness);
    classic.poll();

    assertThat(joinError(GroupHarness.joinRequest("").protocolType("connect")))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(
            joinError(
                GroupHarness.joinRequest("")
                    .protocols(
                        List.of(
                            new JoinGroupRequestProtocol(
                                "sticky", GroupHarness.subscription("t"))))))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(joinError(GroupHarness.joinRequest("c"))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(error(harness.join(4, GroupHarness.joinRequest("").build()).get().errorCode()))
        .isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    assertThat(harness.heartbeat("c", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.heartbeat(classic.memberId(), 99)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
  }

  private ErrorCode joinError(io.ottla.wire.message.JoinGroupRequest.Builder request) {
    return error(harness.join(3, request.build()).get().errorCode());
  }

  @Test
  void commitsOfMembersOfTheClassicProtocolNeedTheirGeneration() {
    ClassicClient classic = settledClassic();
    join("c");

    assertThat(harness.commitAs(classic.memberId(), classic.generation(), 0, 5))
        .isEqualTo(ErrorCode.NONE);
    assertThat(harness.commitAs(classic.memberId(), 99, 0, 6))
        .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(
            errorOf(
                harness
                    .commit(
                        9, commitRequest(0, 6).memberId("c").generationIdOrMemberEpoch(99).build())
                    .get()))
        .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
  }

  @Test
  void aStaticMemberTakesItsPlaceAlongAcrossTheProtocols() {
    JoinGroupResponse old = harness.joinStatic("", "one").get();
    harness.sync(old.memberId(), old.generationId(), java.util.Map.of());

    ConsumerGroupHeartbeatResponse moved = heartbeat(joining("c").instanceId("one").build());
    assertThat(error(moved.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.heartbeat(old.memberId(), old.generationId(), "one"))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    JoinGroupResponse back = harness.joinStatic("", "one").get();

    assertThat(error(back.errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.describe().members()).hasSize(1);
    assertThat(harness.heartbeat(back.memberId(), back.generationId(), "one"))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  @Test
  void anAdministratorRemovesMembersOfEitherProtocol() {
    ClassicClient classic = settledClassic();
    join("c");
    join("d");

    assertThat(harness.leave("c")).isEqualTo(ErrorCode.NONE);
    assertThat(harness.leave("nobody")).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(classic.leave()).isEqualTo(ErrorCode.NONE);

    assertThat(describe(harness).members())
        .extracting(ConsumerGroupDescribeResponse.Member::memberId)
        .containsExactly("d");
  }
}
