package io.ottla.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.assignor.UniformAssignor;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatChecksTest {
  private static final Uuid TOPIC = new Uuid(1, 1);

  private static ErrorCode check(int apiVersion, ConsumerGroupHeartbeatRequest.Builder request) {
    return HeartbeatChecks.request(
        (short) apiVersion, request.build(), List.of(new UniformAssignor()));
  }

  private static ErrorCode check(ConsumerGroupHeartbeatRequest.Builder request) {
    return check(1, request);
  }

  private static ConsumerGroupHeartbeatRequest.Builder staying() {
    return ConsumerGroupHeartbeatRequest.builder().groupId("g").memberId("m").memberEpoch(3);
  }

  private static ConsumerGroupHeartbeatRequest.Builder joining() {
    return staying()
        .memberEpoch(0)
        .rebalanceTimeoutMs(1_000)
        .subscribedTopicNames(List.of("t"))
        .topicPartitions(List.of());
  }

  @Test
  void aMemberThatStaysNeedSayNoMoreThanWhoItIs() {
    assertThat(check(staying())).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().groupId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(staying().memberId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void onlyTheFirstVersionLetsTheCoordinatorNameTheMember() {
    assertThat(check(0, joining().memberId(""))).isEqualTo(ErrorCode.NONE);
    assertThat(check(1, joining().memberId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(0, staying().memberId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void instanceAndRackAreAbsentOrNamed() {
    assertThat(check(staying().instanceId("i").rackId("r"))).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().instanceId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(staying().rackId(""))).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void onlyStaticMembersGoAway() {
    assertThat(check(staying().memberEpoch(-1))).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().memberEpoch(-2).instanceId("i"))).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().memberEpoch(-2))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(staying().memberEpoch(-3).instanceId("i")))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aMemberThatJoinsSaysEverythingAndHasNothing() {
    assertThat(check(joining())).isEqualTo(ErrorCode.NONE);
    assertThat(check(joining().subscribedTopicNames(null))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(joining().subscribedTopicNames(null).subscribedTopicRegex("t.*")))
        .isEqualTo(ErrorCode.NONE);
    assertThat(check(joining().rebalanceTimeoutMs(-1))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(joining().topicPartitions(null))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(check(joining().topicPartitions(List.of(new TopicPartitions(TOPIC, List.of(0))))))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aMemberMayJoinWithNothingToRead() {
    assertThat(check(joining().subscribedTopicNames(List.of()))).isEqualTo(ErrorCode.NONE);
    assertThat(check(joining().subscribedTopicNames(null).subscribedTopicRegex("")))
        .isEqualTo(ErrorCode.NONE);
  }

  @Test
  void assignorAndPatternMustBeKnownAndValid() {
    assertThat(check(staying().serverAssignor("uniform"))).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().serverAssignor("mine"))).isEqualTo(ErrorCode.UNSUPPORTED_ASSIGNOR);
    assertThat(check(staying().subscribedTopicRegex(""))).isEqualTo(ErrorCode.NONE);
    assertThat(check(staying().subscribedTopicRegex("t[")))
        .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
  }

  private static ErrorCode epoch(int epoch, int @Nullable ... owned) {
    ConsumerMember member =
        new ConsumerMember(
            new Profile("m", null, null, "", "", 1_000, List.of("t"), "", null, null),
            new Progress(
                5,
                3,
                MemberState.STABLE,
                partitions(0, 1),
                Partitions.NONE,
                AssignmentEpochs.NONE));
    return HeartbeatChecks.epoch(member, epoch, owned == null ? null : partitions(owned));
  }

  private static Partitions partitions(int... numbers) {
    Partitions.Builder builder = new Partitions.Builder();
    for (int number : numbers) {
      builder.add(TOPIC, number);
    }
    return builder.build();
  }

  @Test
  void anEpochIsTheCurrentOneOrStartsOver() {
    assertThat(epoch(5, 7)).isEqualTo(ErrorCode.NONE);
    assertThat(epoch(0, 7)).isEqualTo(ErrorCode.NONE);
    assertThat(epoch(6, 0)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    assertThat(epoch(4, 0)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
  }

  @Test
  void theEpochBeforeIsForgivenToWhoHasNothingElse() {
    assertThat(epoch(3, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(epoch(3, 0, 2)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    assertThat(epoch(3, (int[]) null)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
  }
}
