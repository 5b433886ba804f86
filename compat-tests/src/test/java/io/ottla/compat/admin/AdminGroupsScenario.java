package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.failure;
import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithBroker
final class AdminGroupsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Clients clients;
  private final Admin admin;

  AdminGroupsScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
    admin = clients.admin();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private KafkaConsumer<String, String> member(String topic, String group, String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "group.id=" + group;
    all[settings.length + 1] = "client.id=reader";
    KafkaConsumer<String, String> consumer = clients.consumer(all);
    consumer.subscribe(List.of(topic));
    Deadline.until(
        "assignment",
        LIMIT,
        () -> {
          consumer.poll(Duration.ofMillis(50));
          return !consumer.assignment().isEmpty();
        });
    return consumer;
  }

  @Test
  void aGroupAndItsMembersAreDescribed(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    clients.createTopic(topic, 2, Map.of());

    try (KafkaConsumer<String, String> consumer =
        member(topic, group, "group.instance.id=one", "client.rack=r1")) {
      ConsumerGroupDescription description = describe(group);

      assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
      assertThat(description.type()).isEqualTo(GroupType.CLASSIC);
      assertThat(description.partitionAssignor()).isEqualTo("range");
      assertThat(description.coordinator().id()).isEqualTo(1);
      assertThat(description.members()).hasSize(1);
      MemberDescription member = description.members().iterator().next();
      assertThat(member.groupInstanceId()).hasValue("one");
      assertThat(member.clientId()).isEqualTo("reader");
      assertThat(member.host()).isEqualTo("/127.0.0.1");
      assertThat(member.assignment().topicPartitions()).isEqualTo(consumer.assignment());
    }
  }

  private ConsumerGroupDescription describe(String group) {
    return Maps.value(get(admin.describeConsumerGroups(List.of(group)).all()), group);
  }

  @Test
  void groupsAreListedByStateAndType(TestNames names) {
    String topic = names.topic();
    String busy = names.group();
    String idle = names.group();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    get(admin.alterConsumerGroupOffsets(idle, Map.of(partition, new OffsetAndMetadata(0))).all());

    try (KafkaConsumer<String, String> consumer = member(topic, busy)) {
      assertThat(consumer.assignment()).hasSize(1);
      assertThat(ids(new ListGroupsOptions())).contains(busy, idle);
      assertThat(ids(new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE))))
          .contains(busy)
          .doesNotContain(idle);
      assertThat(ids(new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY))))
          .contains(idle)
          .doesNotContain(busy);
      assertThat(ids(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER))))
          .doesNotContain(busy, idle);
    }
  }

  private List<String> ids(ListGroupsOptions options) {
    return get(admin.listGroups(options).all()).stream().map(GroupListing::groupId).toList();
  }

  @Test
  void offsetsAreSetListedAndDeleted(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    TopicPartition zero = new TopicPartition(topic, 0);
    TopicPartition one = new TopicPartition(topic, 1);
    clients.createTopic(topic, 2, Map.of());

    get(
        admin
            .alterConsumerGroupOffsets(
                group, Map.of(zero, new OffsetAndMetadata(5, "m"), one, new OffsetAndMetadata(7)))
            .all());
    assertThat(offsets(group)).hasSize(2);
    assertThat(Maps.value(offsets(group), zero).offset()).isEqualTo(5);
    assertThat(Maps.value(offsets(group), zero).metadata()).isEqualTo("m");

    get(admin.deleteConsumerGroupOffsets(group, Set.of(zero)).all());
    assertThat(offsets(group)).containsOnlyKeys(one);
    get(admin.deleteConsumerGroups(List.of(group)).all());
    assertThat(offsets(group)).isEmpty();
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  @Test
  void offsetsOfManyGroupsAreListedAtOnce(TestNames names) {
    String topic = names.topic();
    String known = names.group();
    String unknown = names.group();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    get(admin.alterConsumerGroupOffsets(known, Map.of(partition, new OffsetAndMetadata(3))).all());

    var result =
        get(
            admin
                .listConsumerGroupOffsets(
                    Map.of(
                        known, new ListConsumerGroupOffsetsSpec(),
                        unknown, new ListConsumerGroupOffsetsSpec()))
                .all());

    assertThat(Maps.value(Maps.value(result, known), partition).offset()).isEqualTo(3);
    assertThat(Maps.value(result, unknown)).isEmpty();
  }

  @Test
  void aGroupInUseIsProtected(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());

    try (KafkaConsumer<String, String> consumer = member(topic, group)) {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)));

      assertThat(failure(admin.deleteConsumerGroups(List.of(group)).all()))
          .isInstanceOf(GroupNotEmptyException.class);
      assertThat(
              failure(
                  admin
                      .deleteConsumerGroupOffsets(group, Set.of(partition))
                      .partitionResult(partition)))
          .isInstanceOf(GroupSubscribedToTopicException.class);
      assertThat(
              failure(
                  admin
                      .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(9)))
                      .all()))
          .isInstanceOf(UnknownMemberIdException.class);
    }
  }

  @Test
  void anUnknownGroupIsNotFound(TestNames names) {
    String group = names.group();

    assertThat(failure(admin.deleteConsumerGroups(List.of(group)).all()))
        .isInstanceOf(GroupIdNotFoundException.class);
    assertThat(failure(admin.describeConsumerGroups(List.of(group)).all()))
        .isInstanceOf(GroupIdNotFoundException.class);
    assertThat(offsets(group)).isEmpty();
  }

  @Test
  void staticMembersAreRemoved(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    clients.createTopic(topic, 1, Map.of());
    try (KafkaConsumer<String, String> consumer = member(topic, group, "group.instance.id=one")) {
      assertThat(consumer.assignment()).hasSize(1);
    }
    assertThat(describe(group).members()).hasSize(1);

    get(
        admin
            .removeMembersFromConsumerGroup(
                group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("one"))))
            .all());

    assertThat(describe(group).members()).isEmpty();
    assertThat(describe(group).groupState()).isEqualTo(GroupState.EMPTY);
  }
}
