package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The same requests leave the same records in {@code __consumer_offsets} and {@code
 * __transaction_state}. What Apache Kafka 4.3.1 leaves is in {@code coordinator-records}; the
 * scenario writes what it found below {@code target}.
 */
@WithBroker(
    own = true,
    properties = {
      "offsets.topic.num.partitions=1",
      "transaction.state.log.num.partitions=1",
      "group.consumer.assignment.interval.ms=0",
      "group.consumer.min.heartbeat.interval.ms=100",
      "group.consumer.heartbeat.interval.ms=100"
    })
final class CoordinatorRecordsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BrokerUnderTest broker;
  private final RawConnection connection;
  private String topic = "";
  private String protocol = "p";
  private Uuid topicId = Uuid.ZERO_UUID;

  CoordinatorRecordsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private void assertRecords(String file, String name) throws IOException {
    check(file, new CoordinatorLog(broker).ofGroup(name));
  }

  private static void check(String file, List<String> found) throws IOException {
    Path folder = Project.target().resolve("coordinator-records");
    Files.createDirectories(folder);
    Files.write(folder.resolve(file), found);
    Path expected =
        Project.module().resolve("src/test/resources/coordinator-records").resolve(file);
    assertThat(found).containsExactlyElementsOf(Files.readAllLines(expected));
  }

  @Test
  void classicGroup() throws IOException {
    String group = start("classic");
    String one = join(connection, group, "", null).memberId();
    ok(join(connection, group, one, null).errorCode());
    ok(sync(connection, group, one, null, 1, Map.of(one, new byte[] {1, 2})));
    ok(commit(group, one, 1, 5, 8));
    try (RawConnection other = RawConnection.to(broker)) {
      String two = join(other, group, "", null).memberId();
      int joining = other.send(ApiKeys.JOIN_GROUP, 9, joinRequest(group, two, null));
      awaitRebalance(group, one, 1);
      ok(join(connection, group, one, null).errorCode());
      ok(other.receive(ApiKeys.JOIN_GROUP, 9, joining, JoinGroupResponseData.class).errorCode());
      ok(sync(connection, group, one, null, 2, Map.of(one, new byte[] {1}, two, new byte[] {2})));
      ok(sync(other, group, two, null, 2, Map.of()));
      ok(leave(group, two, null));
    }
    ok(join(connection, group, one, null).errorCode());
    ok(sync(connection, group, one, null, 3, Map.of(one, new byte[] {3})));
    ok(commit(group, one, 3, 6, 10));
    ok(leave(group, one, null));
    deleteOffset(group);
    ok(commit(group, "", -1, 9, 9));
    delete(group);
    assertRecords("classic.txt", group);
  }

  @Test
  void staticMember() throws IOException {
    String group = start("static");
    String one = join(connection, group, "", "instance").memberId();
    ok(sync(connection, group, one, "instance", 1, Map.of(one, new byte[] {1})));
    String two = join(connection, group, "", "instance").memberId();
    ok(sync(connection, group, two, "instance", 1, Map.of()));
    ok(leave(group, "", "instance"));
    delete(group);
    assertRecords("static.txt", group);
  }

  @Test
  void simpleCommits() throws IOException {
    String group = start("simple");
    for (int version = 2; version <= 10; version++) {
      ok(commit(group, "", -1, version, version));
    }
    delete(group);
    assertRecords("simple.txt", group);
  }

  @Test
  void consumerGroup() throws IOException {
    String group = start("consumer");
    HeartbeatingMember one = new HeartbeatingMember(connection, group, "one", null);
    one.join(topic);
    settle(one);
    HeartbeatingMember two = new HeartbeatingMember(connection, group, "two", null);
    two.join(topic);
    settle(one, two);
    ok(commit(group, "one", one.epoch(), 7, 9));
    ok(commit(group, "two", two.epoch(), 8, 10));
    two.leave(-1);
    settle(one);
    one.leave(-1);
    delete(group);
    assertRecords("consumer.txt", group);
  }

  @Test
  void staticConsumer() throws IOException {
    String group = start("consumer-static");
    HeartbeatingMember one = new HeartbeatingMember(connection, group, "one", "instance");
    one.join(topic);
    settle(one);
    HeartbeatingMember other = new HeartbeatingMember(connection, group, "other", "second");
    other.join(topic);
    settle(one, other);
    one.leave(-2);
    HeartbeatingMember two = new HeartbeatingMember(connection, group, "two", "instance");
    two.join(topic);
    settle(two, other);
    two.leave(-1);
    settle(other);
    other.leave(-1);
    assertRecords("consumer-static.txt", group);
  }

  @Test
  void aGroupThatChangesTheProtocol() throws IOException {
    String group = start("migration");
    protocol = "range";
    String classic = join(connection, group, "", null, subscription()).memberId();
    ok(join(connection, group, classic, null, subscription()).errorCode());
    ok(sync(connection, group, classic, null, 1, Map.of(classic, assignment(0, 1))));
    HeartbeatingMember fresh = new HeartbeatingMember(connection, group, "fresh", null);
    fresh.join(topic);
    Deadline.until(
        "rebalance", LIMIT, () -> heartbeat(group, classic, 1) == Errors.REBALANCE_IN_PROGRESS);
    fresh.leave(-1);
    ok(leave(group, classic, null));
    assertRecords("migration.txt", group);
  }

  @Test
  void transactionsOfBothProtocols() throws IOException {
    String group = start("transactional");
    String id = "records-id";
    Transactions first = Transactions.begin(connection, id);
    first.add(topic);
    ok(first.produce(topic, 0, 1, 1).code());
    first.addOffsets(group);
    ok(first.commitOffset(group, topic, 0, 11));
    ok(first.end(true).code());
    Transactions second = Transactions.begin(connection, id);
    second.add(topic);
    ok(second.produce(topic, 0, 1, 1).code());
    ok(second.end(false).code());
    Transactions third = Transactions.begin(connection, id);
    third.add(topic);
    Transactions fourth = Transactions.begin(connection, id);
    Transactions.Newer newer = fourth.newer();
    newer.produce(topic);
    newer.commitOffset(group, topic, 1, 12);
    newer.end(true);
    newer.produce(topic);
    newer.end(false);
    newer.end(false);
    var unused = Transactions.begin(connection, id);
    check("transaction-state.txt", new CoordinatorLog(broker).ofTransactions(id));
    assertRecords("transaction-offsets.txt", group);
  }

  private String start(String name) {
    topic = "records-" + name;
    topicId = Topics.create(connection, topic, 3);
    String group = "g-" + name;
    Coordinators.awaitOfGroup(connection, group);
    Deadline.until(
        "its groups", LIMIT, () -> heartbeat(group, "nobody", 1) == Errors.UNKNOWN_MEMBER_ID);
    return group;
  }

  private static void ok(int code) {
    assertThat(Errors.forCode((short) code)).isEqualTo(Errors.NONE);
  }

  // --- classic

  private static byte[] subscription() {
    return Utils.toArray(
        ConsumerProtocol.serializeSubscription(new Subscription(List.of("records-migration"))));
  }

  private byte[] assignment(Integer... partitions) {
    return Utils.toArray(
        ConsumerProtocol.serializeAssignment(
            new Assignment(
                List.of(partitions).stream().map(p -> new TopicPartition(topic, p)).toList())));
  }

  private JoinGroupResponseData join(
      RawConnection to, String group, String member, @Nullable String instance) {
    return to.ask(
        ApiKeys.JOIN_GROUP, 9, joinRequest(group, member, instance), JoinGroupResponseData.class);
  }

  private JoinGroupResponseData join(
      RawConnection to, String group, String member, @Nullable String instance, byte[] metadata) {
    JoinGroupRequestData request = joinRequest(group, member, instance);
    request.protocols().clear();
    request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(metadata));
    return to.ask(ApiKeys.JOIN_GROUP, 9, request, JoinGroupResponseData.class);
  }

  private static JoinGroupRequestData joinRequest(
      String group, String member, @Nullable String instance) {
    JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
    protocols.add(new JoinGroupRequestProtocol().setName("p").setMetadata(new byte[] {9}));
    return new JoinGroupRequestData()
        .setGroupId(group)
        .setMemberId(member)
        .setGroupInstanceId(instance)
        .setSessionTimeoutMs(20_000)
        .setRebalanceTimeoutMs(30_000)
        .setProtocolType("consumer")
        .setProtocols(protocols);
  }

  private int sync(
      RawConnection to,
      String group,
      String member,
      @Nullable String instance,
      int generation,
      Map<String, byte[]> assignments) {
    SyncGroupRequestData request =
        new SyncGroupRequestData()
            .setGroupId(group)
            .setMemberId(member)
            .setGroupInstanceId(instance)
            .setGenerationId(generation)
            .setProtocolType("consumer")
            .setProtocolName(protocol)
            .setAssignments(
                assignments.entrySet().stream()
                    .map(
                        one ->
                            new SyncGroupRequestData.SyncGroupRequestAssignment()
                                .setMemberId(one.getKey())
                                .setAssignment(one.getValue()))
                    .toList());
    return to.ask(ApiKeys.SYNC_GROUP, 5, request, SyncGroupResponseData.class).errorCode();
  }

  private Errors heartbeat(String group, String member, int generation) {
    HeartbeatRequestData request =
        new HeartbeatRequestData()
            .setGroupId(group)
            .setMemberId(member)
            .setGenerationId(generation);
    return Errors.forCode(
        connection.ask(ApiKeys.HEARTBEAT, 4, request, HeartbeatResponseData.class).errorCode());
  }

  private void awaitRebalance(String group, String member, int generation) {
    Deadline.until(
        "rebalance",
        LIMIT,
        () -> heartbeat(group, member, generation) == Errors.REBALANCE_IN_PROGRESS);
  }

  private int leave(String group, String member, @Nullable String instance) {
    LeaveGroupRequestData request =
        new LeaveGroupRequestData()
            .setGroupId(group)
            .setMembers(
                List.of(
                    new LeaveGroupRequestData.MemberIdentity()
                        .setMemberId(member)
                        .setGroupInstanceId(instance)));
    LeaveGroupResponseData response =
        connection.ask(ApiKeys.LEAVE_GROUP, 5, request, LeaveGroupResponseData.class);
    return response.errorCode() != 0 ? response.errorCode() : response.members().get(0).errorCode();
  }

  private int commit(String group, String member, int generation, long offset, int version) {
    var partition =
        new OffsetCommitRequestData.OffsetCommitRequestPartition()
            .setPartitionIndex(version % 3)
            .setCommittedOffset(offset)
            .setCommittedMetadata("note " + version);
    if (version >= 6) {
      partition.setCommittedLeaderEpoch(0);
    }
    var ofTopic =
        new OffsetCommitRequestData.OffsetCommitRequestTopic().setPartitions(List.of(partition));
    if (version >= 10) {
      ofTopic.setTopicId(topicId);
    } else {
      ofTopic.setName(topic);
    }
    OffsetCommitRequestData request =
        new OffsetCommitRequestData()
            .setGroupId(group)
            .setMemberId(member)
            .setGenerationIdOrMemberEpoch(generation)
            .setTopics(List.of(ofTopic));
    if (version <= 4) {
      request.setRetentionTimeMs(version == 4 ? -1 : 1_000_000);
    }
    return connection
        .ask(ApiKeys.OFFSET_COMMIT, version, request, OffsetCommitResponseData.class)
        .topics()
        .get(0)
        .partitions()
        .get(0)
        .errorCode();
  }

  private void deleteOffset(String group) {
    var topics = new OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection();
    topics.add(
        new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
            .setName(topic)
            .setPartitions(
                List.of(
                    new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(1),
                    new OffsetDeleteRequestData.OffsetDeleteRequestPartition()
                        .setPartitionIndex(0))));
    ok(
        connection
            .ask(
                ApiKeys.OFFSET_DELETE,
                0,
                new OffsetDeleteRequestData().setGroupId(group).setTopics(topics),
                OffsetDeleteResponseData.class)
            .errorCode());
  }

  private void delete(String group) {
    ok(
        connection
            .ask(
                ApiKeys.DELETE_GROUPS,
                2,
                new DeleteGroupsRequestData().setGroupsNames(List.of(group)),
                DeleteGroupsResponseData.class)
            .results()
            .iterator()
            .next()
            .errorCode());
  }

  /** One heartbeat after the other until all partitions are taken in one epoch. */
  private void settle(HeartbeatingMember... members) {
    Deadline.until(
        "stable group",
        LIMIT,
        () -> {
          int count = 0;
          boolean same = true;
          for (HeartbeatingMember member : members) {
            member.beat();
            count += member.count();
            same &= member.epoch() == members[0].epoch();
          }
          return same && count == 3;
        });
  }
}
