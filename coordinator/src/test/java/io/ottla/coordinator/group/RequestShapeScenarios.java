package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.joinRequest;
import static io.ottla.coordinator.group.GroupHarness.syncRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.ConsumerGroupDescribeRequest;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.LegacyOffsetCommitKey;
import io.ottla.wire.message.LegacyOffsetCommitValue;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests in the shapes of old versions, and what is refused before a group is looked at. */
class RequestShapeScenarios {
  private final GroupHarness harness = new GroupHarness();

  private LeaveGroupResponse leave(int apiVersion, String groupId, String memberId) {
    Answer<LeaveGroupResponse> answer = new Answer<>();
    harness.coordinator.leaveGroup(
        caller(apiVersion),
        LeaveGroupRequest.builder().groupId(groupId).memberId(memberId).build(),
        answer);
    harness.loop.runAll();
    return answer.get();
  }

  private ErrorCode sync(int apiVersion, SyncGroupRequest request) {
    Answer<SyncGroupResponse> answer = new Answer<>();
    harness.coordinator.syncGroup(caller(apiVersion), request, answer);
    harness.loop.runAll();
    return error(answer.get().errorCode());
  }

  private ErrorCode heartbeat(String groupId) {
    Answer<HeartbeatResponse> answer = new Answer<>();
    harness.coordinator.heartbeat(caller(4), new HeartbeatRequest(groupId, 1, "m", null), answer);
    return error(answer.get().errorCode());
  }

  @Test
  void theOnlyMemberOfAnOldLeaveStandsForTheWhole() {
    String member = harness.stableGroup(1).get(0);

    assertThat(leave(2, GROUP, "nobody"))
        .isEqualTo(new LeaveGroupResponse(0, ErrorCode.UNKNOWN_MEMBER_ID.code(), List.of()));
    assertThat(leave(2, GROUP, member))
        .isEqualTo(new LeaveGroupResponse(0, ErrorCode.NONE.code(), List.of()));
    harness.coordinator.onResigned(0, 1);
    assertThat(error(leave(2, GROUP, member).errorCode())).isEqualTo(ErrorCode.NOT_COORDINATOR);
  }

  @Test
  void aGroupWithoutAnIdIsRefused() {
    assertThat(error(leave(5, "", "m").errorCode())).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(heartbeat("")).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(sync(3, syncRequest("m", 1, Map.of()).groupId("").build()))
        .isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(describeConsumers("")).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(deleteOffsets("")).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    assertThat(commitInTransaction(3, transactional("t", Uuid.ZERO).groupId("").build()))
        .isEqualTo(ErrorCode.INVALID_GROUP_ID);
  }

  private ErrorCode describeConsumers(String groupId) {
    Answer<ConsumerGroupDescribeResponse> answer = new Answer<>();
    harness.coordinator.describeConsumerGroups(
        caller(1), new ConsumerGroupDescribeRequest(List.of(groupId), false), answer);
    return error(answer.get().groups().get(0).errorCode());
  }

  private ErrorCode deleteOffsets(String groupId) {
    Answer<OffsetDeleteResponse> answer = new Answer<>();
    harness.coordinator.deleteOffsets(
        caller(0), new OffsetDeleteRequest(groupId, List.of()), answer);
    return error(answer.get().errorCode());
  }

  @Test
  void aSessionMayBeNeitherTooShortNorTooLong() {
    int shortest = harness.config.classic().minSessionTimeoutMs();
    int longest = harness.config.classic().maxSessionTimeoutMs();

    assertThat(joinWithSession(shortest - 1)).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    assertThat(joinWithSession(longest + 1)).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    assertThat(joinWithSession(shortest)).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    assertThat(joinWithSession(longest)).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
  }

  private ErrorCode joinWithSession(int sessionTimeoutMs) {
    return error(
        harness
            .join(4, joinRequest("").sessionTimeoutMs(sessionTimeoutMs).build())
            .get()
            .errorCode());
  }

  @Test
  void aMemberThatCannotBeNamedIsRefused() {
    int longest = JoinRequests.MAX_PREFIX_BYTES - 1;

    assertThat(joinAs(9, "", "i".repeat(longest + 1))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(joinAs(9, "", "\u00e9".repeat(longest / 2 + 1)))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(joinAs(3, "c".repeat(longest + 1), null)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(harness.log.batchCount()).isZero();
    assertThat(joinAs(4, "c".repeat(longest), null)).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
    assertThat(joinAs(9, "", "i".repeat(longest))).isEqualTo(ErrorCode.NONE);
  }

  private ErrorCode joinAs(int apiVersion, String clientId, @Nullable String instanceId) {
    Answer<JoinGroupResponse> answer = new Answer<>();
    harness.coordinator.joinGroup(
        new Caller((short) apiVersion, clientId, "/host"),
        joinRequest("").groupInstanceId(instanceId).build(),
        answer);
    harness.advanceMs(GroupHarness.SESSION_MS + 1_000);
    return error(answer.get().errorCode());
  }

  @Test
  void theOldestJoinWaitsForTheOthersAsLongAsItsSession() {
    JoinGroupRequest request = joinRequest("").rebalanceTimeoutMs(-1).build();
    String first = harness.join(0, request).get().memberId();
    Answer<JoinGroupResponse> second = harness.join(0, request);

    harness.advanceMs(GroupHarness.SESSION_MS - 1_000);
    assertThat(harness.heartbeat(first, 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(second.isThere()).isFalse();
    harness.advanceMs(2_000);

    assertThat(second.get().generationId()).isEqualTo(2);
    assertThat(harness.heartbeat(first, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void newSyncsMustNameTheirProtocol() {
    String member = harness.stableGroup(1).get(0);
    SyncGroupRequest.Builder unnamed = syncRequest(member, 1, Map.of());

    assertThat(sync(5, unnamed.build())).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(sync(5, unnamed.protocolType("consumer").build()))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    assertThat(sync(5, unnamed.protocolName("range").build())).isEqualTo(ErrorCode.NONE);
    assertThat(sync(5, unnamed.protocolType("connect").build()))
        .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  }

  @Test
  void aHeartbeatToAGroupThatIsBeingLoadedIsTakenForGranted() {
    harness.stableGroup(1);
    harness.coordinator.onResigned(0, 1);
    assertThat(heartbeat(GROUP)).isEqualTo(ErrorCode.NOT_COORDINATOR);

    harness.coordinator.onElected(0, 2, harness.log);

    assertThat(heartbeat(GROUP)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.coordinator.availability(GROUP))
        .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    assertThat(listError()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
  }

  private ErrorCode listError() {
    Answer<ListGroupsResponse> answer = new Answer<>();
    harness.coordinator.listGroups(caller(5), new ListGroupsRequest(List.of(), List.of()), answer);
    return error(answer.get().errorCode());
  }

  @Test
  void aGroupWhoseRemovalCannotBeWrittenStays() {
    harness.commit(0, 5);
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    assertThat(harness.delete(GROUP)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);

    harness.log.failAppends(ErrorCode.NONE);
    assertThat(harness.offset(0)).isEqualTo(5);
  }

  @Test
  void groupsFindTheirPartitionBeforeTheTopicIsThere() {
    assertThat(harness.coordinator.partitionFor(GROUP)).isEqualTo(0);

    harness.topics.remove(GroupRecords.TOPIC);

    assertThat(harness.coordinator.partitionFor(GROUP)).isEqualTo(GROUP.hashCode() % 50);
  }

  @Test
  void offsetsInTheOldestFormatAreRead() {
    LegacyOffsetCommitKey key = new LegacyOffsetCommitKey(GROUP, "t", 0);
    harness.log.append(
        List.of(
            CoordinatorRecord.set(
                LegacyOffsetCommitKey.KEY,
                key,
                (short) 0,
                LegacyOffsetCommitValue.builder().offset(7).metadata("old").build())));
    harness.restart();
    assertThat(harness.offsets().values())
        .extracting(offset -> offset.committedOffset() + " " + offset.metadata())
        .containsExactly("7 old");

    harness.log.append(List.of(CoordinatorRecord.tombstone(LegacyOffsetCommitKey.KEY, key)));
    harness.restart();

    assertThat(harness.offsets()).isEmpty();
  }

  private static TxnOffsetCommitRequest.Builder transactional(String topic, Uuid topicId) {
    return TxnOffsetCommitRequest.builder()
        .groupId(GROUP)
        .producerId(9)
        .topics(
            List.of(
                new TxnOffsetCommitRequestTopic(
                    topic, topicId, List.of(new TxnOffsetCommitRequestPartition(0, 5, -1, "")))));
  }

  private ErrorCode commitInTransaction(int apiVersion, TxnOffsetCommitRequest request) {
    Answer<TxnOffsetCommitResponse> answer = new Answer<>();
    harness.coordinator.commitTransactionalOffsets(caller(apiVersion), request, answer);
    harness.loop.runAll();
    return error(answer.get().topics().get(0).partitions().get(0).errorCode());
  }

  @Test
  void transactionalCommitsNameTopicsThatAreThere() {
    Uuid id = Objects.requireNonNull(harness.topics.byName("t")).id();

    assertThat(commitInTransaction(5, transactional("nowhere", Uuid.ZERO).build()))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(commitInTransaction(6, transactional("", new Uuid(1, 1)).build()))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    assertThat(commitInTransaction(6, transactional("", id).build())).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aCommitOfNoTopicThatIsThereReachesNoGroup() {
    harness.topics.remove("t");

    assertThat(harness.commit(0, 5)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);

    assertThat(harness.log.batchCount()).isZero();
  }
}
