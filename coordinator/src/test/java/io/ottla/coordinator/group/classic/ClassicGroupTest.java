package io.ottla.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.classic.ClassicMember.Identity;
import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.coordinator.group.model.CommitKind;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue.MemberMetadata;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClassicGroupTest {
  private static final long COMMIT_MS = 70;
  private static final long STATE_MS = 50;
  private static final Bytes UNREADABLE = Bytes.copyOf(new byte[] {1});

  private final List<String> renewed = new ArrayList<>();
  private final ClassicGroup group =
      new ClassicGroup("g", (its, member) -> renewed.add(member.id()));

  private void load(
      String protocolType, @Nullable String protocol, long stateMs, MemberMetadata... members) {
    group.replay(
        new GroupMetadataValue(
            protocolType,
            3,
            protocol,
            members.length == 0 ? null : members[0].memberId(),
            stateMs,
            List.of(members)));
  }

  private static MemberMetadata metadata(String memberId, Bytes subscription) {
    return new MemberMetadata(
        memberId, null, "client", "/host", 60_000, 10_000, subscription, Bytes.EMPTY);
  }

  private static Bytes subscriptionTo(String topic) {
    short version = 1;
    ConsumerProtocolSubscription subscription =
        ConsumerProtocolSubscription.builder().topics(List.of(topic)).build();
    ByteBuffer target = ByteBuffer.allocate(2 + subscription.sizeOf(version));
    target.putShort(version);
    subscription.write(Writer.copying(target), version);
    return Bytes.copyOf(target.flip());
  }

  private void loadConsumer() {
    load("consumer", "range", STATE_MS, metadata("m", subscriptionTo("t")));
  }

  // ---- from when on offsets may expire

  @Test
  void offsetsWithoutAGroupExpireAfterTheirCommit() {
    assertThat(group.retentionStartMs(COMMIT_MS)).hasValue(COMMIT_MS);
  }

  @Test
  void offsetsOfAnEmptyGroupExpireAfterItBecameEmpty() {
    load("consumer", null, STATE_MS);
    assertThat(group.retentionStartMs(COMMIT_MS)).hasValue(STATE_MS);

    load("consumer", null, -1);
    assertThat(group.retentionStartMs(COMMIT_MS)).hasValue(COMMIT_MS);
  }

  @Test
  void offsetsOfAGroupOfConsumersExpireWhereItDoesNotSubscribe() {
    loadConsumer();

    assertThat(group.retentionStartMs(COMMIT_MS)).hasValue(COMMIT_MS);
    assertThat(group.isSubscribedTo("t")).isTrue();
    assertThat(group.isSubscribedTo("u")).isFalse();
  }

  @Test
  void offsetsOfAGroupInARebalanceDoNotExpire() {
    loadConsumer();

    group.transition(ClassicState.PREPARING_REBALANCE, STATE_MS, "test");

    assertThat(group.retentionStartMs(COMMIT_MS)).isEmpty();
  }

  @Test
  void offsetsOfAGroupWhoseTopicsAreNotKnownDoNotExpire() {
    load("consumer", "range", STATE_MS, metadata("m", UNREADABLE));

    assertThat(group.retentionStartMs(COMMIT_MS)).isEmpty();
    assertThat(group.isSubscribedTo("u")).isTrue();
  }

  @Test
  void offsetsOfAGroupOfAnotherTypeDoNotExpire() {
    load("connect", "sessioned", STATE_MS, metadata("m", UNREADABLE));

    assertThat(group.retentionStartMs(COMMIT_MS)).isEmpty();
    assertThat(group.isSubscribedTo("t")).isFalse();
    assertThat(group.mayDeleteOffsets()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
  }

  // ---- what others may do to it

  @Test
  void aGroupMayBeDeletedWhileItIsEmpty() {
    assertThat(group.mayDelete()).isEqualTo(ErrorCode.NONE);
    assertThat(group.mayDeleteOffsets()).isEqualTo(ErrorCode.NONE);

    loadConsumer();
    assertThat(group.mayDelete()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    assertThat(group.mayDeleteOffsets()).isEqualTo(ErrorCode.NONE);

    group.die(STATE_MS);
    assertThat(group.mayDelete()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    assertThat(group.mayDeleteOffsets()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void aGroupThatSomebodyIsAboutToJoinIsNotDisposable() {
    assertThat(group.isDisposable()).isTrue();

    group.roster().pending().add("m");

    assertThat(group.isDisposable()).isFalse();
  }

  private ErrorCode mayCommit(
      CommitKind kind, String memberId, @Nullable String instance, int epoch) {
    return group.mayCommit(new MemberRef(memberId, instance, epoch), kind, () -> Partitions.NONE);
  }

  @Test
  void whoCommitsToAGroupWithMembersIsOneOrSpeaksForATransaction() {
    loadConsumer();

    assertThat(mayCommit(CommitKind.CURRENT, "m", null, 3)).isEqualTo(ErrorCode.NONE);
    assertThat(mayCommit(CommitKind.CURRENT, "m", null, 2)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(mayCommit(CommitKind.CURRENT, "", null, -1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(mayCommit(CommitKind.TRANSACTIONAL, "", null, -1)).isEqualTo(ErrorCode.NONE);
    assertThat(mayCommit(CommitKind.TRANSACTIONAL, "", null, 3))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(mayCommit(CommitKind.TRANSACTIONAL, "x", null, -1))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(mayCommit(CommitKind.TRANSACTIONAL, "", "i", -1))
        .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
  }

  @Test
  void anAssignmentThatIsAwaitedStopsCommitsButNotTransactions() {
    loadConsumer();
    group.transition(ClassicState.PREPARING_REBALANCE, STATE_MS, "test");
    group.startGeneration(STATE_MS);

    assertThat(mayCommit(CommitKind.CURRENT, "m", null, 4))
        .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    assertThat(mayCommit(CommitKind.TRANSACTIONAL, "m", null, 4)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aCommitIsASignOfLifeUnlessAnAssignmentIsAwaited() {
    loadConsumer();
    MemberRef member = new MemberRef("m", null, 3);

    group.onCommit(new MemberRef("x", null, 3));
    group.onCommit(member);
    assertThat(renewed).containsExactly("m");
    group.transition(ClassicState.PREPARING_REBALANCE, STATE_MS, "test");
    group.onCommit(member);
    assertThat(renewed).containsExactly("m", "m");
    group.startGeneration(STATE_MS);
    group.onCommit(member);

    assertThat(renewed).containsExactly("m", "m");
  }

  @Test
  void theFirstMemberMustSayWhatItSpeaks() {
    Terms none = new Terms(1, 1, List.of());

    assertThat(group.supports("", terms("range"))).isFalse();
    assertThat(group.supports("consumer", none)).isFalse();
    assertThat(group.supports("consumer", terms("range"))).isTrue();
  }

  // ---- members

  private static Terms terms(String... protocols) {
    List<ClassicProtocol> list = new ArrayList<>();
    for (String protocol : protocols) {
      list.add(new ClassicProtocol(protocol, Bytes.EMPTY));
    }
    return new Terms(60_000, 10_000, list);
  }

  private static ClassicMember member(String memberId) {
    return new ClassicMember(new Identity(memberId, null, "client", "/host"), terms("range"));
  }

  private static final Reply<JoinGroupResponse> REPLY =
      new Reply<>() {
        @Override
        public void send(JoinGroupResponse response) {}

        @Override
        public void fail(ErrorCode error) {}
      };

  @Test
  void aMemberThatHasJoinedLeads() {
    Roster roster = new Roster();
    assertThat(roster.electJoinedLeader()).isFalse();
    ClassicMember first = member("first");
    ClassicMember second = member("second");
    roster.add(first);
    roster.add(second);
    assertThat(roster.electJoinedLeader()).isFalse();

    second.awaitJoin(REPLY);
    assertThat(roster.electJoinedLeader()).isTrue();
    assertThat(roster.leaderId()).isEqualTo("second");
    first.awaitJoin(REPLY);

    assertThat(roster.electJoinedLeader()).isTrue();
    assertThat(roster.leaderId()).isEqualTo("second");
  }

  @Test
  void aMemberWrittenByAnOldBrokerHasOneTimeout() {
    MemberMetadata old =
        new MemberMetadata("m", null, "client", "/host", -1, 10_000, Bytes.EMPTY, Bytes.EMPTY);

    load("consumer", "range", STATE_MS, old);

    assertThat(group.roster().largestRebalanceTimeoutMs()).isEqualTo(10_000);
  }

  @Test
  void aGroupWithoutAProtocolSaysSoWithEmptyNames() {
    load("consumer", null, STATE_MS);

    JoinGroupResponse joined = ClassicResponses.joined(group, "m");

    assertThat(joined.protocolName()).isEmpty();
    assertThat(joined.leader()).isEmpty();
  }

  @Test
  void theProtocolThatMostMembersPreferWins() {
    assertThat(
            ProtocolVote.elect(
                List.of(terms("a", "b", "c"), terms("b", "a"), terms("c", "b", "a"))))
        .as("c is not common: one prefers a and two b")
        .isEqualTo("b");
    assertThat(ProtocolVote.elect(List.of(terms("a", "b"), terms("b", "a"))))
        .as("the first member decides")
        .isEqualTo("a");
    assertThat(ProtocolVote.common(List.of(terms("a"), terms("b")))).isEmpty();
  }
}
