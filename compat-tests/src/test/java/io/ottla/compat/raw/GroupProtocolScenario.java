package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact error codes of the classic group protocol. */
@WithBroker
final class GroupProtocolScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BrokerUnderTest broker;
  private final RawConnection connection;
  private String group = "";
  private String topic = "";

  GroupProtocolScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @BeforeEach
  void prepare(TestNames names) {
    group = names.group();
    topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    Coordinators.awaitOfGroup(connection, group);
    Deadline.until("its groups", LIMIT, () -> commit(connection, "", -1, 0) == Errors.NONE);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void theCoordinatorIsFoundInEveryVersion(int version) {
    FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKeyType((byte) 0);
    if (version >= 4) {
      request.setCoordinatorKeys(List.of(group, group + "2"));
    } else {
      request.setKey(group);
    }
    FindCoordinatorResponseData found =
        connection.ask(
            ApiKeys.FIND_COORDINATOR, version, request, FindCoordinatorResponseData.class);

    if (version >= 4) {
      assertThat(found.coordinators())
          .hasSize(2)
          .allSatisfy(coordinator -> assertThat(coordinator.port()).isEqualTo(broker.port()));
    } else {
      assertThat(found.errorCode()).isZero();
      assertThat(found.nodeId()).isEqualTo(1);
      assertThat(found.port()).isEqualTo(broker.port());
    }
  }

  @Test
  void aNewMemberIsGivenAnIdFirst() {
    JoinGroupResponseData first = join(connection, "", null);
    JoinGroupResponseData second = join(connection, first.memberId(), null);

    assertThat(Errors.forCode(first.errorCode())).isEqualTo(Errors.MEMBER_ID_REQUIRED);
    assertThat(first.memberId()).startsWith("raw-");
    assertThat(Errors.forCode(second.errorCode())).isEqualTo(Errors.NONE);
    assertThat(second.leader()).isEqualTo(second.memberId());
    assertThat(second.members()).hasSize(1);
    assertThat(second.protocolName()).isEqualTo("p");
    assertThat(second.generationId()).isEqualTo(1);
  }

  @Test
  void oldVersionsJoinAtOnce() {
    JoinGroupResponseData joined =
        connection.ask(ApiKeys.JOIN_GROUP, 3, request("", null), JoinGroupResponseData.class);

    assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.NONE);
    assertThat(joined.memberId()).isNotEmpty();
  }

  @Test
  void strangersAndOldGenerationsAreTurnedAway() {
    String member = joinFully();

    assertThat(heartbeat("stranger", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    assertThat(heartbeat(member, 7)).isEqualTo(Errors.ILLEGAL_GENERATION);
    assertThat(heartbeat(member, 1)).isEqualTo(Errors.NONE);
    assertThat(commit(connection, "stranger", 1, 5)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    assertThat(commit(connection, member, 7, 5)).isEqualTo(Errors.ILLEGAL_GENERATION);
    assertThat(commit(connection, "", -1, 5)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    assertThat(commit(connection, member, 1, 5)).isEqualTo(Errors.NONE);
    assertThat(Errors.forCode(join(connection, "stranger", null).errorCode()))
        .isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    assertThat(leave("stranger")).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    assertThat(leave(member)).isEqualTo(Errors.NONE);
    assertThat(heartbeat(member, 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
  }

  @Test
  void aRebalanceIsToldByHeartbeatAndCommit() {
    String member = joinFully();

    try (RawConnection other = RawConnection.to(broker)) {
      String otherId = join(other, "", null).memberId();
      int joining = other.send(ApiKeys.JOIN_GROUP, 9, request(otherId, null));
      Errors told =
          Deadline.until(
              "rebalance", LIMIT, () -> heartbeat(member, 1), error -> error != Errors.NONE);

      assertThat(told).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
      assertThat(commit(connection, member, 1, 6)).isEqualTo(Errors.NONE);
      JoinGroupResponseData again = join(connection, member, null);
      JoinGroupResponseData joined =
          other.receive(ApiKeys.JOIN_GROUP, 9, joining, JoinGroupResponseData.class);
      assertThat(again.generationId()).isEqualTo(2);
      assertThat(joined.generationId()).isEqualTo(2);
      assertThat(again.members()).hasSize(2);
      assertThat(joined.members()).isEmpty();
      assertThat(heartbeat(member, 2)).isEqualTo(Errors.NONE);
      assertThat(commit(connection, member, 2, 7)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }
  }

  @Test
  void assignmentsAreOpaqueBytesOfAnyLength() {
    String member = join(connection, join(connection, "", null).memberId(), null).memberId();
    byte[] assignment = new byte[300_000];
    Arrays.fill(assignment, (byte) 7);

    SyncGroupResponseData synced = sync(member, 1, assignment);

    assertThat(Errors.forCode(synced.errorCode())).isEqualTo(Errors.NONE);
    assertThat(synced.assignment()).isEqualTo(assignment);
    assertThat(synced.protocolName()).isEqualTo("p");
  }

  @Test
  void aStaticMemberIsReplacedAndItsOldSelfFenced() {
    String first = join(connection, "", "static").memberId();
    assertThat(Errors.forCode(sync(first, 1, new byte[3]).errorCode())).isEqualTo(Errors.NONE);

    JoinGroupResponseData second = join(connection, "", "static");

    assertThat(Errors.forCode(second.errorCode())).isEqualTo(Errors.NONE);
    assertThat(second.memberId()).isNotEqualTo(first);
    assertThat(second.generationId()).isEqualTo(1);
    HeartbeatRequestData old =
        new HeartbeatRequestData()
            .setGroupId(group)
            .setGenerationId(1)
            .setMemberId(first)
            .setGroupInstanceId("static");
    assertThat(
            Errors.forCode(
                connection.ask(ApiKeys.HEARTBEAT, 4, old, HeartbeatResponseData.class).errorCode()))
        .isEqualTo(Errors.FENCED_INSTANCE_ID);
  }

  @Test
  void anotherKindOfProtocolCannotJoin() {
    assertThat(joinFully()).isNotEmpty();
    JoinGroupRequestData connect = request("", null).setProtocolType("connect");

    JoinGroupResponseData refused =
        connection.ask(ApiKeys.JOIN_GROUP, 9, connect, JoinGroupResponseData.class);

    assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
  }

  @Test
  void aSessionOutsideOfTheLimitsIsRefused() {
    for (int sessionMs : new int[] {5_999, 1_800_001}) {
      JoinGroupResponseData refused =
          connection.ask(
              ApiKeys.JOIN_GROUP,
              9,
              request("", null).setSessionTimeoutMs(sessionMs),
              JoinGroupResponseData.class);

      assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void committedOffsetsAreFetchedInEveryVersion(int version) {
    assertThat(commit(connection, "", -1, 33)).isEqualTo(Errors.NONE);

    OffsetFetchResponseData response = fetchOffset(version, group);
    OffsetFetchResponseData unknown = fetchOffset(version, group + "-unknown");

    assertThat(offsetIn(version, response)).isEqualTo(33);
    assertThat(metadataIn(version, response)).isEqualTo("é");
    assertThat(offsetIn(version, unknown)).isEqualTo(-1);
    assertThat(errorIn(version, unknown)).isEqualTo(Errors.NONE);
  }

  private OffsetFetchResponseData fetchOffset(int version, String groupId) {
    OffsetFetchRequestData request = new OffsetFetchRequestData();
    if (version >= 8) {
      request
          .groups()
          .add(
              new OffsetFetchRequestGroup()
                  .setGroupId(groupId)
                  .setTopics(
                      List.of(
                          new OffsetFetchRequestTopics()
                              .setName(topic)
                              .setPartitionIndexes(List.of(0)))));
    } else {
      request
          .setGroupId(groupId)
          .setTopics(
              List.of(
                  new OffsetFetchRequestTopic().setName(topic).setPartitionIndexes(List.of(0))));
    }
    return connection.ask(ApiKeys.OFFSET_FETCH, version, request, OffsetFetchResponseData.class);
  }

  private static long offsetIn(int version, OffsetFetchResponseData response) {
    return version >= 8
        ? response.groups().get(0).topics().get(0).partitions().get(0).committedOffset()
        : response.topics().get(0).partitions().get(0).committedOffset();
  }

  private static String metadataIn(int version, OffsetFetchResponseData response) {
    return version >= 8
        ? response.groups().get(0).topics().get(0).partitions().get(0).metadata()
        : response.topics().get(0).partitions().get(0).metadata();
  }

  private static Errors errorIn(int version, OffsetFetchResponseData response) {
    return Errors.forCode(
        version >= 8
            ? response.groups().get(0).topics().get(0).partitions().get(0).errorCode()
            : response.topics().get(0).partitions().get(0).errorCode());
  }

  @Test
  void offsetMetadataHasItsLimit() {
    OffsetCommitRequestData request = commitRequest("", -1, 1);
    request.topics().get(0).partitions().get(0).setCommittedMetadata("m".repeat(4_097));

    assertThat(
            error(
                connection.ask(ApiKeys.OFFSET_COMMIT, 9, request, OffsetCommitResponseData.class)))
        .isEqualTo(Errors.OFFSET_METADATA_TOO_LARGE);
  }

  /** Joins as the only member and syncs; generation 1. */
  private String joinFully() {
    String member = join(connection, join(connection, "", null).memberId(), null).memberId();
    assertThat(Errors.forCode(sync(member, 1, new byte[5]).errorCode())).isEqualTo(Errors.NONE);
    return member;
  }

  private JoinGroupRequestData request(String memberId, @Nullable String instanceId) {
    JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
    protocols.add(
        new JoinGroupRequestProtocol()
            .setName("p")
            .setMetadata("subscription".getBytes(StandardCharsets.UTF_8)));
    return new JoinGroupRequestData()
        .setGroupId(group)
        .setMemberId(memberId)
        .setGroupInstanceId(instanceId)
        .setProtocolType("consumer")
        .setSessionTimeoutMs(30_000)
        .setRebalanceTimeoutMs(30_000)
        .setProtocols(protocols);
  }

  private JoinGroupResponseData join(
      RawConnection from, String memberId, @Nullable String instanceId) {
    return from.ask(
        ApiKeys.JOIN_GROUP, 9, request(memberId, instanceId), JoinGroupResponseData.class);
  }

  private SyncGroupResponseData sync(String memberId, int generation, byte[] assignment) {
    return connection.ask(
        ApiKeys.SYNC_GROUP,
        5,
        new SyncGroupRequestData()
            .setGroupId(group)
            .setMemberId(memberId)
            .setGenerationId(generation)
            .setProtocolType("consumer")
            .setProtocolName("p")
            .setAssignments(
                List.of(
                    new SyncGroupRequestAssignment()
                        .setMemberId(memberId)
                        .setAssignment(assignment))),
        SyncGroupResponseData.class);
  }

  private Errors heartbeat(String memberId, int generation) {
    return Errors.forCode(
        connection
            .ask(
                ApiKeys.HEARTBEAT,
                4,
                new HeartbeatRequestData()
                    .setGroupId(group)
                    .setMemberId(memberId)
                    .setGenerationId(generation),
                HeartbeatResponseData.class)
            .errorCode());
  }

  private Errors leave(String memberId) {
    LeaveGroupResponseData response =
        connection.ask(
            ApiKeys.LEAVE_GROUP,
            5,
            new LeaveGroupRequestData()
                .setGroupId(group)
                .setMembers(List.of(new MemberIdentity().setMemberId(memberId))),
            LeaveGroupResponseData.class);
    return Errors.forCode(response.members().get(0).errorCode());
  }

  private Errors commit(RawConnection from, String memberId, int generation, long offset) {
    return error(
        from.ask(
            ApiKeys.OFFSET_COMMIT,
            9,
            commitRequest(memberId, generation, offset),
            OffsetCommitResponseData.class));
  }

  private OffsetCommitRequestData commitRequest(String memberId, int generation, long offset) {
    return new OffsetCommitRequestData()
        .setGroupId(group)
        .setMemberId(memberId)
        .setGenerationIdOrMemberEpoch(generation)
        .setTopics(
            List.of(
                new OffsetCommitRequestTopic()
                    .setName(topic)
                    .setPartitions(
                        List.of(
                            new OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(offset)
                                .setCommittedMetadata("é")))));
  }

  private static Errors error(OffsetCommitResponseData response) {
    return Errors.forCode(response.topics().get(0).partitions().get(0).errorCode());
  }
}
