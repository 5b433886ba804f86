package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.FakeShardLog;
import io.ottla.coordinator.topics.FakeTopics;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import io.ottla.wire.message.DeleteGroupsRequest;
import io.ottla.wire.message.DeleteGroupsResponse;
import io.ottla.wire.message.DescribeGroupsRequest;
import io.ottla.wire.message.DescribeGroupsResponse;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A group coordinator with one partition, a clock that stands still and a log in memory. */
final class GroupHarness {
  static final String GROUP = "g";
  static final int SESSION_MS = 10_000;
  static final int REBALANCE_MS = 60_000;
  static final long START_MS = 1_000_000;

  final ManualClock clock = new ManualClock(START_MS);
  final FakeTopics topics = new FakeTopics();
  final GroupConfig config;
  final Map<String, GroupConfig.Consumer> settings = new HashMap<>();
  ManualLoop loop = new ManualLoop("loop", clock);
  FakeShardLog log = new FakeShardLog(loop);
  GroupCoordinator coordinator;
  private int nextId;
  private int leaderEpoch;
  private int seenBatches;

  GroupHarness() {
    this(
        GroupConfig.DEFAULT
            .withClassic(GroupConfig.Classic.DEFAULT.withInitialRebalanceDelayMs(0))
            .withConsumer(GroupConfig.Consumer.DEFAULT.withAssignmentIntervalMs(0)));
  }

  GroupHarness(GroupConfig config) {
    this.config = config;
    topics.add(GroupRecords.TOPIC, 1);
    topics.add("t", 4);
    coordinator = newCoordinator();
    elect();
  }

  private GroupCoordinator newCoordinator() {
    return new GroupCoordinator(
        config,
        groupId -> settings.getOrDefault(groupId, config.consumer()),
        topics,
        () -> "id" + nextId++);
  }

  private void elect() {
    coordinator.onElected(0, ++leaderEpoch, log);
    loop.runAll();
  }

  /** Kills the broker and starts it again on the same log. */
  void restart() {
    restart(log.batchCount());
  }

  /** The same; of the log's batches only so many are left. */
  void restart(int keptBatches) {
    loop = new ManualLoop("loop", clock);
    log = log.reopened(loop, keptBatches);
    coordinator = newCoordinator();
    elect();
  }

  /** Compacts the log as a whole: of each key the last record stays. */
  void compact() {
    List<CoordinatorRecord> kept = new ArrayList<>();
    Set<ApiMessage> seen = new HashSet<>();
    List<CoordinatorRecord> records = log.records(GroupRecords.CODEC, 0);
    Collections.reverse(records);
    for (CoordinatorRecord record : records) {
      if (seen.add(record.key())) {
        kept.add(0, record);
      }
    }
    log = new FakeShardLog(loop);
    if (!kept.isEmpty()) {
      log.append(kept);
    }
  }

  /** Time passes and timers run. */
  void advanceMs(long ms) {
    loop.advanceMs(ms);
  }

  /** The records written since this was last asked. */
  List<CoordinatorRecord> newRecords() {
    List<CoordinatorRecord> records = log.records(GroupRecords.CODEC, seenBatches);
    seenBatches = log.batchCount();
    return records;
  }

  static Caller caller(int apiVersion) {
    return new Caller((short) apiVersion, "client", "/host");
  }

  /** The metadata of a consumer that subscribes to topics. */
  static Bytes subscription(String... names) {
    short version = 1;
    ConsumerProtocolSubscription subscription =
        ConsumerProtocolSubscription.builder().topics(List.of(names)).build();
    ByteBuffer target = ByteBuffer.allocate(2 + subscription.sizeOf(version));
    target.putShort(version);
    subscription.write(Writer.copying(target), version);
    return Bytes.copyOf(target.flip());
  }

  static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static JoinGroupRequest.Builder joinRequest(String memberId) {
    return JoinGroupRequest.builder()
        .groupId(GROUP)
        .sessionTimeoutMs(SESSION_MS)
        .rebalanceTimeoutMs(REBALANCE_MS)
        .memberId(memberId)
        .protocolType("consumer")
        .protocols(List.of(new JoinGroupRequestProtocol("range", subscription("t"))));
  }

  Answer<JoinGroupResponse> join(int apiVersion, JoinGroupRequest request) {
    Answer<JoinGroupResponse> answer = new Answer<>();
    coordinator.joinGroup(caller(apiVersion), request, answer);
    loop.runAll();
    return answer;
  }

  /** Joins as an existing member, or as a new one without the detour of KIP-394. */
  Answer<JoinGroupResponse> join(String memberId) {
    return join(3, joinRequest(memberId).build());
  }

  Answer<JoinGroupResponse> joinStatic(String memberId, String instanceId) {
    return join(9, joinRequest(memberId).groupInstanceId(instanceId).build());
  }

  Answer<SyncGroupResponse> sync(String memberId, int generation, Map<String, String> assignments) {
    return sync(syncRequest(memberId, generation, assignments).build());
  }

  Answer<SyncGroupResponse> sync(SyncGroupRequest request) {
    Answer<SyncGroupResponse> answer = new Answer<>();
    coordinator.syncGroup(caller(4), request, answer);
    loop.runAll();
    return answer;
  }

  static SyncGroupRequest.Builder syncRequest(
      String memberId, int generation, Map<String, String> assignments) {
    List<SyncGroupRequestAssignment> list = new ArrayList<>();
    new TreeMap<>(assignments)
        .forEach((id, text) -> list.add(new SyncGroupRequestAssignment(id, bytes(text))));
    return SyncGroupRequest.builder()
        .groupId(GROUP)
        .memberId(memberId)
        .generationId(generation)
        .assignments(list);
  }

  ErrorCode heartbeat(String memberId, int generation) {
    return heartbeat(memberId, generation, null);
  }

  ErrorCode heartbeat(String memberId, int generation, @Nullable String instanceId) {
    Answer<HeartbeatResponse> answer = new Answer<>();
    coordinator.heartbeat(
        caller(4), new HeartbeatRequest(GROUP, generation, memberId, instanceId), answer);
    loop.runAll();
    return ErrorCode.of(answer.get().errorCode());
  }

  LeaveGroupResponse leave(MemberIdentity... members) {
    Answer<LeaveGroupResponse> answer = new Answer<>();
    coordinator.leaveGroup(
        caller(5),
        LeaveGroupRequest.builder().groupId(GROUP).members(List.of(members)).build(),
        answer);
    loop.runAll();
    return answer.get();
  }

  ErrorCode leave(String memberId) {
    LeaveGroupResponse response = leave(new MemberIdentity(memberId, null, null));
    return ErrorCode.of(response.members().get(0).errorCode());
  }

  DescribedGroup describe() {
    return describe(GROUP, 5);
  }

  DescribedGroup describe(String groupId, int apiVersion) {
    Answer<DescribeGroupsResponse> answer = new Answer<>();
    coordinator.describeGroups(
        caller(apiVersion), new DescribeGroupsRequest(List.of(groupId), false), answer);
    loop.runAll();
    return answer.get().groups().get(0);
  }

  String state() {
    return describe().groupState();
  }

  ListGroupsResponse list(List<String> states, List<String> types) {
    Answer<ListGroupsResponse> answer = new Answer<>();
    coordinator.listGroups(caller(5), new ListGroupsRequest(states, types), answer);
    loop.runAll();
    return answer.get();
  }

  ErrorCode delete(String groupId) {
    Answer<DeleteGroupsResponse> answer = new Answer<>();
    coordinator.deleteGroups(caller(2), new DeleteGroupsRequest(List.of(groupId)), answer);
    loop.runAll();
    return ErrorCode.of(answer.get().results().get(0).errorCode());
  }

  static OffsetCommitRequest.Builder commitRequest(int partition, long offset) {
    return OffsetCommitRequest.builder()
        .groupId(GROUP)
        .topics(
            List.of(
                new OffsetCommitRequestTopic(
                    "t",
                    Uuid.ZERO,
                    List.of(new OffsetCommitRequestPartition(partition, offset, 5, "note")))));
  }

  Answer<OffsetCommitResponse> commit(int apiVersion, OffsetCommitRequest request) {
    Answer<OffsetCommitResponse> answer = new Answer<>();
    coordinator.commitOffsets(caller(apiVersion), request, answer);
    loop.runAll();
    return answer;
  }

  /** Commits one offset as no member and returns its error. */
  ErrorCode commit(int partition, long offset) {
    return errorOf(commit(8, commitRequest(partition, offset).build()).get());
  }

  /** Commits one offset as a member and returns its error. */
  ErrorCode commitAs(String memberId, int generation, int partition, long offset) {
    return errorOf(
        commit(
                8,
                commitRequest(partition, offset)
                    .memberId(memberId)
                    .generationIdOrMemberEpoch(generation)
                    .build())
            .get());
  }

  static ErrorCode errorOf(OffsetCommitResponse response) {
    return ErrorCode.of(response.topics().get(0).partitions().get(0).errorCode());
  }

  OffsetFetchResponse fetch(int apiVersion, OffsetFetchRequest request) {
    Answer<OffsetFetchResponse> answer = new Answer<>();
    coordinator.fetchOffsets(caller(apiVersion), request, answer);
    loop.runAll();
    return answer.get();
  }

  /** All offsets of the group by partition of the topic "t". */
  Map<Integer, OffsetFetchResponsePartitions> offsets() {
    OffsetFetchResponse response =
        fetch(
            8,
            OffsetFetchRequest.builder()
                .groups(
                    List.of(OffsetFetchRequestGroup.builder().groupId(GROUP).topics(null).build()))
                .build());
    Map<Integer, OffsetFetchResponsePartitions> offsets = new TreeMap<>();
    response
        .groups()
        .get(0)
        .topics()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(partition -> offsets.put(partition.partitionIndex(), partition)));
    return offsets;
  }

  long offset(int partition) {
    OffsetFetchResponsePartitions found = offsets().get(partition);
    return found == null ? -1 : found.committedOffset();
  }

  static ErrorCode error(short code) {
    return ErrorCode.of(code);
  }

  /** A stable group of members that joined together; returns their ids, the leader's first. */
  List<String> stableGroup(int size) {
    List<Answer<JoinGroupResponse>> joins = new ArrayList<>();
    joins.add(join(""));
    String first = joins.get(0).get().memberId();
    int generation = 1;
    if (size > 1) {
      joins.clear();
      for (int i = 1; i < size; i++) {
        joins.add(join(""));
      }
      joins.add(0, join(first));
      generation = joins.get(0).get().generationId();
    }
    List<String> ids = joins.stream().map(join -> join.get().memberId()).toList();
    Map<String, String> assignments = new TreeMap<>();
    ids.forEach(id -> assignments.put(id, "for " + id));
    int current = generation;
    ids.forEach(id -> sync(id, current, id.equals(first) ? assignments : Map.of()));
    return ids;
  }

  int generation() {
    return log.records(GroupRecords.CODEC, 0).stream()
        .filter(record -> record.message() instanceof GroupMetadataValue)
        .map(record -> (GroupMetadataValue) record.message())
        .reduce((before, after) -> after)
        .map(GroupMetadataValue::generation)
        .orElse(0);
  }
}
