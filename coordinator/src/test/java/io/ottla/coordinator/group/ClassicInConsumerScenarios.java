package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.ConsumerRequests.describe;
import static io.ottla.coordinator.group.ConsumerRequests.full;
import static io.ottla.coordinator.group.ConsumerRequests.heartbeat;
import static io.ottla.coordinator.group.ConsumerRequests.joining;
import static io.ottla.coordinator.group.ConsumerRequests.staying;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static io.ottla.coordinator.group.GroupHarness.syncRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ConsumerProtocolAssignment;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What members of the classic protocol are told in a consumer group. */
class ClassicInConsumerScenarios {
  private GroupHarness harness = new GroupHarness();
  private final Uuid topic = Objects.requireNonNull(harness.topics.byName("t")).id();

  private ErrorCode joinError(JoinGroupRequest.Builder request) {
    return error(harness.join(9, request.build()).get().errorCode());
  }

  private ErrorCode syncError(SyncGroupRequest.Builder request) {
    return error(harness.sync(request.build()).get().errorCode());
  }

  private ErrorCode leaveError(String memberId, String instanceId) {
    return error(
        harness.leave(new MemberIdentity(memberId, instanceId, null)).members().get(0).errorCode());
  }

  /** A consumer "c" and a static member "one" of the classic protocol, in epoch 3. */
  private JoinGroupResponse staticMember() {
    heartbeat(harness, joining("c").build());
    JoinGroupResponse joined = harness.joinStatic("", "one").get();
    assertThat(error(joined.errorCode())).isEqualTo(ErrorCode.NONE);
    return joined;
  }

  @Test
  void aStaticMemberIsKnownByItsInstance() {
    String member = staticMember().memberId();

    assertThat(joinError(joinRequest("x").groupInstanceId("two")))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(joinError(joinRequest("x").groupInstanceId("one")))
        .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(joinError(joinRequest(member).groupInstanceId("one"))).isEqualTo(ErrorCode.NONE);
    assertThat(harness.heartbeat("x", 3, "one")).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(harness.heartbeat(member, 3, "one")).isEqualTo(ErrorCode.NONE);
    assertThat(harness.heartbeat("x", 3)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(leaveError("x", "one")).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(leaveError("", "one")).isEqualTo(ErrorCode.NONE);
    assertThat(describe(harness).members()).hasSize(1);
  }

  @Test
  void aStaticMemberThatComesBackFencesItsOldSelf() {
    String before = staticMember().memberId();

    String after = harness.joinStatic("", "one").get().memberId();

    assertThat(after).isNotEqualTo(before);
    assertThat(harness.heartbeat(before, 3, "one")).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(describe(harness).members()).hasSize(2);
  }

  @Test
  void aDynamicMemberIsGivenItsIdBeforeItJoins() {
    heartbeat(harness, joining("c").build());

    JoinGroupResponse told = harness.join(9, joinRequest("").build()).get();
    assertThat(error(told.errorCode())).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);

    assertThat(describe(harness).members()).hasSize(1);
    assertThat(joinError(joinRequest(told.memberId()))).isEqualTo(ErrorCode.NONE);
    assertThat(describe(harness).members()).hasSize(2);
  }

  @Test
  void aSyncMustFitTheMember() {
    String member = staticMember().memberId();
    SyncGroupRequest.Builder sync = syncRequest(member, 3, Map.of()).groupInstanceId("one");

    assertThat(syncError(sync.protocolType("connect")))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(syncError(sync.protocolType("consumer").protocolName("sticky")))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(syncError(sync.protocolName("range"))).isEqualTo(ErrorCode.NONE);
    assertThat(syncError(sync.generationId(2))).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(syncError(sync.memberId("x"))).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    assertThat(syncError(sync.memberId("c").groupInstanceId(null)))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(syncError(sync.memberId("x"))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void aSyncInAnOldAssignmentIsToldToJoinAgain() {
    String member = staticMember().memberId();
    heartbeat(harness, joining("d").build());

    assertThat(
            syncError(
                syncRequest(member, 3, Map.of()).groupInstanceId("one").protocolName("range")))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  @Test
  void aMemberWithPartitionsToGiveUpNeedNotDoSoBeforeItIsToldToJoin() {
    ClassicClient classic = new ClassicClient(harness);
    classic.poll();
    heartbeat(harness, joining("c").build());
    JoinGroupResponse joined =
        harness.join(3, joinRequest(classic.memberId()).protocols(owningAll()).build()).get();
    int generation = joined.generationId();

    for (int waitedMs = 0; waitedMs <= GroupHarness.REBALANCE_MS; waitedMs += 5_000) {
      assertThat(syncError(syncRequest(joined.memberId(), generation, Map.of())))
          .isEqualTo(ErrorCode.NONE);
      heartbeat(harness, staying("c", generation + 1).build());
      harness.advanceMs(5_000);
    }

    assertThat(harness.heartbeat(joined.memberId(), generation))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
  }

  private static List<JoinGroupRequestProtocol> owningAll() {
    short version = 1;
    ConsumerProtocolSubscription subscription =
        ConsumerProtocolSubscription.builder()
            .topics(List.of("t"))
            .ownedPartitions(
                List.of(new ConsumerProtocolSubscription.TopicPartition("t", List.of(0, 1, 2, 3))))
            .build();
    ByteBuffer target = ByteBuffer.allocate(2 + subscription.sizeOf(version));
    target.putShort(version);
    subscription.write(Writer.copying(target), version);
    return List.of(new JoinGroupRequestProtocol("range", Bytes.copyOf(target.flip())));
  }

  @Test
  void aSubscriptionThatCannotBeReadIsRefused() {
    heartbeat(harness, joining("c").build());

    assertThat(
            joinError(
                joinRequest("")
                    .protocols(
                        List.of(new JoinGroupRequestProtocol("range", GroupHarness.bytes("?"))))))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(
            joinError(
                joinRequest("")
                    .protocols(
                        List.of(
                            new JoinGroupRequestProtocol(
                                "range", Bytes.copyOf(new byte[] {-1, -1}))))))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  }

  @Test
  void whatCannotBeWrittenChangesNothing() {
    String member = staticMember().memberId();
    var before = describe(harness);
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    assertThat(joinError(joinRequest("").groupInstanceId("two")))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(error(harness.leave(new MemberIdentity(member, "one", null)).errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(error(heartbeat(harness, joining("d").build()).errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(error(heartbeat(harness, staying("c", -1).build()).errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);

    harness.log.failAppends(ErrorCode.NONE);
    assertThat(describe(harness)).isEqualTo(before);
  }

  @Test
  void aSilentMemberWhoseRemovalCannotBeWrittenIsRemovedLater() {
    heartbeat(harness, joining("c").build());
    heartbeat(harness, joining("d").build());
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);
    harness.advanceMs(60_000);
    harness.log.failAppends(ErrorCode.NONE);
    assertThat(describe(harness).members()).hasSize(2);

    harness.advanceMs(60_000);

    assertThat(describe(harness).members()).isEmpty();
  }

  @Test
  void aDowngradeThatCannotBeWrittenIsTriedAgainWithTheNextJoin() {
    heartbeat(harness, joining("c").instanceId("one").build());
    JoinGroupResponse other = harness.join(3, joinRequest("").build()).get();
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);
    assertThat(error(heartbeat(harness, staying("c", -1).instanceId("one").build()).errorCode()))
        .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    harness.log.failAppends(ErrorCode.NONE);
    assertThat(describe(harness).members()).hasSize(2);

    heartbeat(harness, staying("c", -2).instanceId("one").build());
    harness.joinStatic("", "one");

    assertThat(harness.state()).isEqualTo("PreparingRebalance");
    assertThat(harness.heartbeat(other.memberId(), other.generationId()))
        .isIn(ErrorCode.REBALANCE_IN_PROGRESS, ErrorCode.ILLEGAL_GENERATION);
  }

  @Test
  void aFullGroupTakesNobodyOfEitherProtocol() {
    GroupConfig config = harness.config;
    GroupConfig.Consumer consumer = config.consumer();
    harness =
        new GroupHarness(
            config.withConsumer(
                new GroupConfig.Consumer(
                    consumer.sessionTimeoutMs(),
                    consumer.heartbeatIntervalMs(),
                    consumer.assignmentIntervalMs(),
                    2,
                    consumer.migration())));
    heartbeat(harness, joining("c").build());
    String member = harness.joinStatic("", "one").get().memberId();

    assertThat(joinError(joinRequest(""))).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    assertThat(joinError(joinRequest("").groupInstanceId("two")))
        .isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    assertThat(error(heartbeat(harness, joining("d").build()).errorCode()))
        .isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    assertThat(joinError(joinRequest(member).groupInstanceId("one"))).isEqualTo(ErrorCode.NONE);
    assertThat(joinError(joinRequest("").groupInstanceId("one"))).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aGroupLargerThanAllowedIsNotUpgraded() {
    GroupConfig config = harness.config;
    GroupConfig.Consumer consumer = config.consumer();
    harness =
        new GroupHarness(
            config.withConsumer(
                new GroupConfig.Consumer(
                    consumer.sessionTimeoutMs(),
                    consumer.heartbeatIntervalMs(),
                    consumer.assignmentIntervalMs(),
                    1,
                    consumer.migration())));
    harness.stableGroup(2);

    assertThat(error(heartbeat(harness, joining("c").build()).errorCode()))
        .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void anAssignorThatKeepsDataOfItsOwnStaysClassic() {
    String member = harness.join("").get().memberId();
    harness.sync(assigning(member, GroupHarness.bytes("own data")).build());
    assertThat(error(heartbeat(harness, joining("c").build()).errorCode()))
        .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);

    harness.join(member);
    harness.sync(assigning(member, Bytes.EMPTY).generationId(2).build());

    assertThat(error(heartbeat(harness, joining("c").build()).errorCode()))
        .isEqualTo(ErrorCode.NONE);
  }

  private static SyncGroupRequest.Builder assigning(String member, Bytes userData) {
    Bytes assignment =
        ConsumerProtocol.write(
            new ConsumerProtocolAssignment(
                List.of(new ConsumerProtocolAssignment.TopicPartition("t", List.of(0, 1, 2, 3))),
                userData),
            (short) 1);
    return syncRequest(member, 1, Map.of())
        .assignments(List.of(new SyncGroupRequestAssignment(member, assignment)));
  }

  @Test
  void topicsThatAreGoneAreLeftOutWhateverTheProtocol() {
    harness.topics.add("u", 2);
    ClassicClient classic = new ClassicClient(harness);
    classic.poll();
    heartbeat(
        harness,
        full("c", 0)
            .subscribedTopicNames(List.of("t", "u", "v"))
            .topicPartitions(List.of())
            .build());
    classic.poll();
    classic.poll();
    harness.topics.remove("t");
    assertThat(describe(harness).members().get(0).assignment().topicPartitions())
        .noneMatch(each -> each.topicId().equals(topic));

    heartbeat(harness, staying("c", -1).build());

    assertThat(harness.state()).isEqualTo("PreparingRebalance");
  }
}
