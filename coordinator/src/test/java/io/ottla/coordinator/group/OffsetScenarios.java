package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.START_MS;
import static io.ottla.coordinator.group.GroupHarness.commitRequest;
import static io.ottla.coordinator.group.GroupHarness.error;
import static io.ottla.coordinator.group.GroupHarness.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OffsetScenarios {
  private final GroupHarness harness = new GroupHarness();

  private static OffsetCommitKey key(int partition) {
    return new OffsetCommitKey(GROUP, "t", partition);
  }

  private Uuid topicId() {
    return Objects.requireNonNull(harness.topics.byName("t")).id();
  }

  @Test
  void anOffsetIsWrittenAsKafkaWritesIt() {
    assertThat(harness.commit(1, 42)).isEqualTo(ErrorCode.NONE);

    assertThat(harness.newRecords())
        .containsExactly(
            CoordinatorRecord.set(
                (short) 1,
                key(1),
                (short) 4,
                new OffsetCommitValue(42, 5, "note", START_MS, -1, topicId())));
  }

  @Test
  void anOffsetComesBackAsCommitted() {
    harness.commit(1, 42);

    var found = harness.offsets().get(1);

    assertThat(found).isNotNull();
    assertThat(found.committedOffset()).isEqualTo(42);
    assertThat(found.committedLeaderEpoch()).isEqualTo(5);
    assertThat(found.metadata()).isEqualTo("note");
  }

  @Test
  void anExplicitRetentionIsKeptInTheOldFormat() {
    harness.commit(4, commitRequest(1, 42).retentionTimeMs(1_000).build());

    CoordinatorRecord record = harness.newRecords().get(0);
    assertThat(record.value()).isNotNull();
    assertThat(record.value().version()).isEqualTo((short) 1);
    assertThat(((OffsetCommitValue) record.value().message()).expireTimestamp())
        .isEqualTo(START_MS + 1_000);
  }

  @Test
  void committingWithoutAGroupMakesOneThatIsEmpty() {
    harness.commit(1, 42);

    assertThat(harness.state()).isEqualTo("Empty");
    assertThat(harness.list(List.of(), List.of()).groups())
        .extracting(group -> group.groupId() + group.protocolType())
        .containsExactly(GROUP);
  }

  @Test
  void aMemberOfNoGroupCannotCommit() {
    assertThat(harness.commitAs("m", 3, 0, 1)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(
            errorOf(
                harness
                    .commit(
                        9, commitRequest(0, 1).memberId("m").generationIdOrMemberEpoch(3).build())
                    .get()))
        .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
  }

  @Test
  void commitsDuringTheLifeOfAGroup() {
    String member = harness.join("").get().memberId();
    assertThat(harness.commitAs(member, 1, 0, 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    harness.sync(member, 1, Map.of(member, "x"));

    assertThat(harness.commitAs(member, 1, 0, 1)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.commitAs(member, 0, 0, 1)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    assertThat(harness.commitAs("nobody", 1, 0, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    assertThat(harness.commit(0, 1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    harness.join("");
    assertThat(harness.commitAs(member, 1, 0, 2)).isEqualTo(ErrorCode.NONE);
    assertThat(harness.offset(0)).isEqualTo(2);
  }

  @Test
  void aCommitIsASignOfLife() {
    String member = harness.stableGroup(1).get(0);

    for (int i = 0; i < 30; i++) {
      harness.commitAs(member, 1, 0, i);
      harness.advanceMs(1_000);
    }

    assertThat(harness.state()).isEqualTo("Stable");
  }

  @Test
  void metadataThatIsTooLongIsRefusedAlone() {
    var request =
        commitRequest(0, 1)
            .topics(
                List.of(
                    new OffsetCommitRequestTopic(
                        "t",
                        Uuid.ZERO,
                        List.of(
                            new OffsetCommitRequestPartition(0, 1, -1, "x".repeat(4_097)),
                            new OffsetCommitRequestPartition(1, 1, -1, "x".repeat(4_096)),
                            new OffsetCommitRequestPartition(2, 1, -1, null)))))
            .build();

    OffsetCommitResponse response = harness.commit(8, request).get();

    assertThat(response.topics().get(0).partitions())
        .extracting(partition -> error(partition.errorCode()))
        .containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE, ErrorCode.NONE, ErrorCode.NONE);
  }

  @Test
  void topicsThatDoNotExistAreRefusedAlone() {
    var request =
        commitRequest(0, 1)
            .topics(
                List.of(
                    new OffsetCommitRequestTopic(
                        "none", Uuid.ZERO, List.of(new OffsetCommitRequestPartition(0, 1, -1, ""))),
                    new OffsetCommitRequestTopic(
                        "t",
                        Uuid.ZERO,
                        List.of(
                            new OffsetCommitRequestPartition(0, 1, -1, ""),
                            new OffsetCommitRequestPartition(9, 1, -1, "")))))
            .build();

    OffsetCommitResponse response = harness.commit(8, request).get();

    assertThat(errorOf(response)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(response.topics().get(1).partitions())
        .extracting(partition -> partition.partitionIndex() + ":" + partition.errorCode())
        .containsExactly("9:3", "0:0");
  }

  @Test
  void topicsMayBeNamedById() {
    var request =
        commitRequest(0, 1)
            .topics(
                List.of(
                    new OffsetCommitRequestTopic(
                        "", topicId(), List.of(new OffsetCommitRequestPartition(0, 7, -1, ""))),
                    new OffsetCommitRequestTopic(
                        "",
                        new Uuid(1, 1),
                        List.of(new OffsetCommitRequestPartition(0, 7, -1, "")))))
            .build();

    OffsetCommitResponse response = harness.commit(10, request).get();

    assertThat(response.topics())
        .extracting(topic -> topic.topicId() + ":" + topic.partitions().get(0).errorCode())
        .containsExactly(topicId() + ":0", new Uuid(1, 1) + ":100");
    assertThat(harness.offset(0)).isEqualTo(7);
  }

  @Test
  void offsetsMayBeFetchedById() {
    harness.commit(0, 7);
    var group =
        OffsetFetchRequestGroup.builder()
            .groupId(GROUP)
            .topics(
                List.of(
                    new OffsetFetchRequestTopics("", topicId(), List.of(0, 1)),
                    new OffsetFetchRequestTopics("", new Uuid(1, 1), List.of(0))))
            .build();

    OffsetFetchResponse response =
        harness.fetch(10, OffsetFetchRequest.builder().groups(List.of(group)).build());

    var topics = response.groups().get(0).topics();
    assertThat(topics.get(0).topicId()).isEqualTo(topicId());
    assertThat(topics.get(0).partitions())
        .extracting(partition -> partition.committedOffset())
        .containsExactly(7L, -1L);
    assertThat(error(topics.get(1).partitions().get(0).errorCode()))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
  }

  @Test
  void allOffsetsByIdLeaveOutTopicsThatAreGone() {
    harness.topics.add("u", 1);
    harness.commit(0, 7);
    harness.commit(
        8,
        commitRequest(0, 1)
            .topics(
                List.of(
                    new OffsetCommitRequestTopic(
                        "u", Uuid.ZERO, List.of(new OffsetCommitRequestPartition(0, 1, -1, "")))))
            .build());
    harness.topics.remove("u");

    OffsetFetchResponse response =
        harness.fetch(
            10,
            OffsetFetchRequest.builder()
                .groups(
                    List.of(OffsetFetchRequestGroup.builder().groupId(GROUP).topics(null).build()))
                .build());

    assertThat(response.groups().get(0).topics())
        .extracting(topic -> topic.topicId())
        .containsExactly(topicId());
  }

  @Test
  void offsetsOfAnOlderTopicOfTheSameNameAreNone() {
    harness.commit(0, 7);
    harness.topics.remove("t");
    Uuid newId = harness.topics.add("t", 4).id();
    var group =
        OffsetFetchRequestGroup.builder()
            .groupId(GROUP)
            .topics(List.of(new OffsetFetchRequestTopics("", newId, List.of(0))))
            .build();

    OffsetFetchResponse response =
        harness.fetch(10, OffsetFetchRequest.builder().groups(List.of(group)).build());

    assertThat(response.groups().get(0).topics().get(0).partitions().get(0).committedOffset())
        .isEqualTo(-1);
  }

  @Test
  void offsetsOfAnOlderTopicAreNoneAlsoForAClientThatKnowsTheNameAlone() {
    harness.commit(0, 7);
    assertThat(harness.offset(0)).isEqualTo(7);

    harness.topics.remove("t");
    harness.topics.add("t", 4);

    var group =
        OffsetFetchRequestGroup.builder()
            .groupId(GROUP)
            .topics(List.of(new OffsetFetchRequestTopics("t", Uuid.ZERO, List.of(0))))
            .build();
    OffsetFetchResponse response =
        harness.fetch(9, OffsetFetchRequest.builder().groups(List.of(group)).build());
    assertThat(response.groups().get(0).topics().get(0).partitions().get(0).committedOffset())
        .isEqualTo(-1);
  }

  @Test
  void aGroupThatIsNotThereHasNoOffsets() {
    OffsetFetchResponse response =
        harness.fetch(
            8,
            OffsetFetchRequest.builder()
                .groups(
                    List.of(
                        OffsetFetchRequestGroup.builder()
                            .groupId("none")
                            .topics(
                                List.of(new OffsetFetchRequestTopics("t", Uuid.ZERO, List.of(0))))
                            .build(),
                        OffsetFetchRequestGroup.builder().groupId("nil").topics(null).build()))
                .build());

    assertThat(response.groups()).extracting(group -> group.errorCode()).containsOnly((short) 0);
    assertThat(response.groups().get(0).topics().get(0).partitions().get(0).committedOffset())
        .isEqualTo(-1);
    assertThat(response.groups().get(1).topics()).isEmpty();
  }
}
