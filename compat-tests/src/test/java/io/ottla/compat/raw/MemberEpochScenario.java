package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What requests about offsets are answered, in every version, when they name a member of a group of
 * the new protocol rightly or wrongly: with its epoch, an earlier one, a later one or none, a
 * stranger, and nobody at all.
 */
@WithBroker(
    own = true,
    properties = {
      "group.consumer.assignment.interval.ms=0",
      "group.consumer.min.heartbeat.interval.ms=100",
      "group.consumer.heartbeat.interval.ms=100"
    })
final class MemberEpochScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MEMBER = "one";

  private final RawConnection connection;
  private String group = "";
  private String topic = "";
  private Uuid topicId = Uuid.ZERO_UUID;

  /** Who asks. */
  private record Caller(String memberId, int epoch) {}

  MemberEpochScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @BeforeEach
  void prepare(TestNames names) {
    group = names.group();
    topic = names.topic();
    topicId = Topics.create(connection, topic, 2);
    Coordinators.awaitOfGroup(connection, group);
    Deadline.until("its groups", LIMIT, () -> commit(9, new Caller("", -1)) == Errors.NONE);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void offsetCommit() {
    List<Caller> callers = callers(epochOfTwoMembers());

    String tooOld =
        "UNSUPPORTED_VERSION UNSUPPORTED_VERSION UNSUPPORTED_VERSION UNSUPPORTED_VERSION"
            + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID";
    String known =
        "NONE NONE STALE_MEMBER_EPOCH STALE_MEMBER_EPOCH"
            + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID";
    assertThat(answers(2, 8, version -> asked(callers, caller -> commit(version, caller))))
        .containsOnly(tooOld);
    assertThat(answers(9, 10, version -> asked(callers, caller -> commit(version, caller))))
        .containsOnly(known);
  }

  @Test
  void offsetFetch() {
    List<Caller> callers = callers(epochOfTwoMembers());

    assertThat(answers(8, 8, version -> asked(callers, caller -> fetch(version, caller))))
        .containsOnly("NONE NONE NONE NONE NONE NONE NONE");
    assertThat(answers(9, 10, version -> asked(callers, caller -> fetch(version, caller))))
        .containsOnly(
            "NONE STALE_MEMBER_EPOCH STALE_MEMBER_EPOCH STALE_MEMBER_EPOCH"
                + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID");
  }

  @Test
  void txnOffsetCommit() {
    List<Caller> callers = callers(epochOfTwoMembers());
    Transactions transaction = Transactions.begin(connection, group);
    transaction.addOffsets(group);

    assertThat(
            answers(
                3, 5, version -> asked(callers, caller -> commit(version, caller, transaction))))
        .containsOnly(
            "NONE NONE ILLEGAL_GENERATION ILLEGAL_GENERATION"
                + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID NONE");
    assertThat(answers(0, 2, version -> commit(version, new Caller("", -1), transaction).name()))
        .containsOnly("NONE");
  }

  @Test
  void offsetCommitWhenAllMembersHaveLeft() {
    List<Caller> callers = callers(epochOfOneWhoLeft());

    assertThat(answers(2, 10, version -> asked(callers, caller -> commit(version, caller))))
        .containsOnly(
            "UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID NONE"
                + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID NONE");
  }

  @Test
  void offsetFetchWhenAllMembersHaveLeft() {
    List<Caller> callers = callers(epochOfOneWhoLeft());

    assertThat(answers(9, 10, version -> asked(callers, caller -> fetch(version, caller))))
        .containsOnly(
            "UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID"
                + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID");
  }

  @Test
  void txnOffsetCommitWhenAllMembersHaveLeft() {
    List<Caller> callers = callers(epochOfOneWhoLeft());
    Transactions transaction = Transactions.begin(connection, group);
    transaction.addOffsets(group);

    assertThat(
            answers(
                3, 5, version -> asked(callers, caller -> commit(version, caller, transaction))))
        .containsOnly(
            "UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID NONE"
                + " UNKNOWN_MEMBER_ID UNKNOWN_MEMBER_ID NONE");
  }

  private int epochOfOneWhoLeft() {
    HeartbeatingMember member = new HeartbeatingMember(connection, group, MEMBER, null);
    member.join(topic);
    int epoch = member.epoch();
    member.leave(-1);
    return epoch;
  }

  /** The epoch of a member that has settled after another has joined. */
  private int epochOfTwoMembers() {
    HeartbeatingMember one = new HeartbeatingMember(connection, group, MEMBER, null);
    HeartbeatingMember two = new HeartbeatingMember(connection, group, "two", null);
    one.join(topic);
    two.join(topic);
    Deadline.until(
        "settled",
        LIMIT,
        () -> {
          one.beat();
          two.beat();
          return one.count() == 1 && two.count() == 1 && one.epoch() == two.epoch();
        });
    return one.epoch();
  }

  private static List<Caller> callers(int epoch) {
    return List.of(
        new Caller(MEMBER, epoch),
        new Caller(MEMBER, epoch - 1),
        new Caller(MEMBER, epoch + 1),
        new Caller(MEMBER, -1),
        new Caller("stranger", epoch),
        new Caller("", epoch),
        new Caller("", -1));
  }

  private static List<String> answers(int from, int to, Function<Integer, String> asked) {
    return IntStream.rangeClosed(from, to).mapToObj(asked::apply).toList();
  }

  private static String asked(List<Caller> callers, Function<Caller, Errors> ask) {
    return callers.stream().map(ask).map(Errors::name).collect(Collectors.joining(" "));
  }

  private Errors commit(int version, Caller caller) {
    OffsetCommitRequestData request =
        new OffsetCommitRequestData()
            .setGroupId(group)
            .setMemberId(caller.memberId())
            .setGenerationIdOrMemberEpoch(caller.epoch())
            .setTopics(
                List.of(
                    new OffsetCommitRequestTopic()
                        .setName(topic)
                        .setTopicId(topicId)
                        .setPartitions(
                            List.of(
                                new OffsetCommitRequestPartition()
                                    .setPartitionIndex(0)
                                    .setCommittedOffset(1)))));
    OffsetCommitResponseData response =
        connection.ask(ApiKeys.OFFSET_COMMIT, version, request, OffsetCommitResponseData.class);
    return Errors.forCode(response.topics().get(0).partitions().get(0).errorCode());
  }

  private Errors fetch(int version, Caller caller) {
    OffsetFetchRequestData request =
        new OffsetFetchRequestData()
            .setGroups(
                List.of(
                    new OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setMemberId(caller.memberId())
                        .setMemberEpoch(caller.epoch())
                        .setTopics(
                            List.of(
                                new OffsetFetchRequestTopics()
                                    .setName(topic)
                                    .setTopicId(topicId)
                                    .setPartitionIndexes(List.of(0))))));
    OffsetFetchResponseData response =
        connection.ask(ApiKeys.OFFSET_FETCH, version, request, OffsetFetchResponseData.class);
    return Errors.forCode(response.groups().get(0).errorCode());
  }

  private Errors commit(int version, Caller caller, Transactions transaction) {
    TxnOffsetCommitRequestData request =
        new TxnOffsetCommitRequestData()
            .setTransactionalId(group)
            .setGroupId(group)
            .setProducerId(transaction.producerId())
            .setProducerEpoch(transaction.producerEpoch())
            .setMemberId(caller.memberId())
            .setGenerationIdOrMemberEpoch(caller.epoch())
            .setTopics(
                List.of(
                    new TxnOffsetCommitRequestTopic()
                        .setName(topic)
                        .setPartitions(
                            List.of(
                                new TxnOffsetCommitRequestPartition()
                                    .setPartitionIndex(0)
                                    .setCommittedOffset(1)))));
    TxnOffsetCommitResponseData response =
        connection.ask(
            ApiKeys.TXN_OFFSET_COMMIT, version, request, TxnOffsetCommitResponseData.class);
    return Errors.forCode(response.topics().get(0).partitions().get(0).errorCode());
  }
}
