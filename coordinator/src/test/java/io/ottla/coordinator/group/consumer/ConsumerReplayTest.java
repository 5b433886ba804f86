package io.ottla.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import io.ottla.wire.message.ConsumerGroupMemberMetadataKey;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupPartitionMetadataKey;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a log may hold after it was compacted, or written by another broker. */
class ConsumerReplayTest {
  private static final Uuid TOPIC = new Uuid(1, 1);

  private final Groups groups = new Groups(ConsumerGroup::new);

  private void replay(CoordinatorRecord record) {
    ConsumerReplay.replay(record, groups);
  }

  private @Nullable ConsumerGroup group() {
    return (ConsumerGroup) groups.find("g");
  }

  private ConsumerMember member() {
    return Objects.requireNonNull(Objects.requireNonNull(group()).member("m"));
  }

  private static Profile profile() {
    return new Profile("m", null, null, "c", "/h", 1_000, List.of("t"), "", null, null);
  }

  private static Partitions partitions(int... numbers) {
    Partitions.Builder builder = new Partitions.Builder();
    for (int number : numbers) {
      builder.add(TOPIC, number);
    }
    return builder.build();
  }

  @Test
  void tombstonesOfAGroupThatIsGoneMakeNone() {
    ConsumerRecords.memberTombstones("g", "m").forEach(this::replay);
    ConsumerRecords.groupTombstones("g").forEach(this::replay);
    replay(ConsumerRecords.regexTombstone("g", "t.*"));

    assertThat(group()).isNull();
  }

  @Test
  void aRecordOfAMemberThatIsGoneMakesNoMember() {
    replay(ConsumerRecords.current("g", "m", Progress.NONE.atEpoch(4)));
    ConsumerGroup made = Objects.requireNonNull(group());

    made.onLoaded();

    assertThat(made.members()).isEmpty();
    replay(ConsumerRecords.member("g", profile()));
    assertThat(member().progress()).isEqualTo(Progress.NONE);
  }

  @Test
  void aProfileMayComeBehindWhereItsMemberStands() {
    replay(ConsumerRecords.current("g", "m", Progress.NONE.atEpoch(4)));
    replay(ConsumerRecords.target("g", "m", partitions(0)));

    replay(ConsumerRecords.member("g", profile()));
    replay(ConsumerRecords.member("g", profile()));

    assertThat(member().epoch()).isEqualTo(4);
    assertThat(Objects.requireNonNull(group()).target("m")).isEqualTo(partitions(0));
  }

  @Test
  void aMemberThatLeavesTakesWithItWhereItStands() {
    replay(ConsumerRecords.current("g", "m", Progress.NONE.atEpoch(4)));
    replay(
        CoordinatorRecord.tombstone(
            ConsumerGroupMemberMetadataKey.KEY, new ConsumerGroupMemberMetadataKey("g", "m")));

    replay(ConsumerRecords.member("g", profile()));

    assertThat(member().progress()).isEqualTo(Progress.NONE);
  }

  @Test
  void anyRecordThatSetsSomethingMakesTheGroup() {
    List<CoordinatorRecord> first =
        List.of(
            ConsumerRecords.member("g", profile()),
            ConsumerRecords.current("g", "m", Progress.NONE),
            ConsumerRecords.target("g", "m", partitions(0)),
            ConsumerRecords.assignment("g", 3, 9),
            ConsumerRecords.regex("g", "t.*", List.of("t"), 0, 9));

    for (CoordinatorRecord record : first) {
      groups.remove("g");
      replay(record);
      assertThat(group()).isNotNull();
    }
  }

  @Test
  void tombstonesTakeBackWhatWasSet() {
    replay(ConsumerRecords.group("g", 3, 7));
    replay(ConsumerRecords.member("g", profile()));
    replay(ConsumerRecords.regex("g", "t.*", List.of("t"), 0, 9));
    replay(ConsumerRecords.target("g", "m", partitions(0)));
    replay(ConsumerRecords.assignment("g", 3, 9));
    ConsumerGroup before = Objects.requireNonNull(group());
    assertThat(before.isSubscribedTo("t")).isTrue();
    assertThat(before.isSubscribedTo("u")).isFalse();
    assertThat(before.regexes()).containsOnlyKeys("t.*");

    replay(ConsumerRecords.regexTombstone("g", "t.*"));
    ConsumerRecords.memberTombstones("g", "m").forEach(this::replay);
    assertThat(before.regexes()).isEmpty();
    assertThat(before.members()).isEmpty();
    assertThat(before.targets()).isEmpty();
    ConsumerRecords.groupTombstones("g").forEach(this::replay);

    assertThat(before.assignmentEpoch()).isZero();
    assertThat(group()).isNull();
  }

  @Test
  void aTombstoneOfWhereAMemberStandsPutsItBackToTheBeginning() {
    replay(ConsumerRecords.member("g", profile()));
    replay(ConsumerRecords.current("g", "m", Progress.NONE.atEpoch(4)));
    assertThat(member().epoch()).isEqualTo(4);

    replay(
        CoordinatorRecord.tombstone(
            ConsumerGroupCurrentMemberAssignmentKey.KEY,
            new ConsumerGroupCurrentMemberAssignmentKey("g", "m")));

    assertThat(member().progress()).isEqualTo(Progress.NONE);
  }

  @Test
  void aMemberWrittenBeforeThereWerePatternsHasNone() {
    replay(
        CoordinatorRecord.set(
            ConsumerGroupMemberMetadataKey.KEY,
            new ConsumerGroupMemberMetadataKey("g", "m"),
            (short) 0,
            ConsumerGroupMemberMetadataValue.builder()
                .subscribedTopicNames(List.of("t"))
                .subscribedTopicRegex(null)
                .build()));

    assertThat(member().profile().regex()).isEmpty();
  }

  @Test
  void partitionsWithoutEpochsOrWithTooFewCountFromTheMembersEpoch() {
    replay(ConsumerRecords.member("g", profile()));
    Uuid other = new Uuid(1, 2);
    Uuid third = new Uuid(1, 3);

    replay(
        CoordinatorRecord.set(
            ConsumerGroupCurrentMemberAssignmentKey.KEY,
            new ConsumerGroupCurrentMemberAssignmentKey("g", "m"),
            (short) 1,
            ConsumerGroupCurrentMemberAssignmentValue.builder()
                .memberEpoch(6)
                .state((byte) 99)
                .assignedPartitions(
                    List.of(
                        new TopicPartitions(TOPIC, List.of(0), null),
                        new TopicPartitions(other, List.of(0, 1), List.of(2)),
                        new TopicPartitions(third, List.of(0, 1), List.of(2, 3))))
                .build()));

    Progress progress = member().progress();
    assertThat(progress.state()).isEqualTo(MemberState.UNKNOWN);
    assertThat(progress.epochs().of(TOPIC, List.of(0))).containsExactly(6);
    assertThat(progress.epochs().of(other, List.of(0, 1))).containsExactly(6, 6);
    assertThat(progress.epochs().of(third, List.of(0, 1))).containsExactly(2, 3);
  }

  @Test
  void whatOlderBrokersKnewOfTopicsIsNotNeeded() {
    replay(
        CoordinatorRecord.tombstone(
            ConsumerGroupPartitionMetadataKey.KEY, new ConsumerGroupPartitionMetadataKey("g")));

    assertThat(group()).isNull();
  }
}
