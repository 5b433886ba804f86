package io.ottla.compat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classic consumer groups with several members. */
@WithBroker
final class GroupScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PARTITIONS = 6;
  private static final String RANGE = "org.apache.kafka.clients.consumer.RangeAssignor";
  private static final String COOPERATIVE =
      "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  private final Clients clients;

  GroupScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
  }

  private KafkaConsumer<String, String> member(String topic, String... settings) {
    return member(topic, new Rebalances(), settings);
  }

  private KafkaConsumer<String, String> member(
      String topic, Rebalances rebalances, String... settings) {
    KafkaConsumer<String, String> consumer = clients.consumer(settings);
    consumer.subscribe(List.of(topic), rebalances);
    return consumer;
  }

  /** Polls all members until each partition has its one owner and all members have some. */
  private static void settle(String topic, List<KafkaConsumer<String, String>> members) {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < PARTITIONS; i++) {
      all.add(i);
    }
    Deadline.until(
        "assignment of all partitions",
        LIMIT,
        () -> {
          List<Integer> owned = new ArrayList<>();
          for (KafkaConsumer<String, String> member : members) {
            member.poll(Duration.ofMillis(50));
          }
          for (KafkaConsumer<String, String> member : members) {
            owned.addAll(partitions(topic, member.assignment()));
          }
          return owned.size() == PARTITIONS
              && Set.copyOf(owned).equals(all)
              && members.stream().noneMatch(member -> member.assignment().isEmpty());
        });
  }

  private static List<Integer> partitions(String topic, Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(topic))
        .map(TopicPartition::partition)
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {RANGE, COOPERATIVE})
  void partitionsAreSharedAndTakenOver(String assignor, TestNames names) {
    String topic = names.topic();
    String[] settings = {"group.id=" + names.group(), "partition.assignment.strategy=" + assignor};
    clients.createTopic(topic, PARTITIONS, Map.of());

    try (KafkaConsumer<String, String> first = member(topic, settings)) {
      settle(topic, List.of(first));
      try (KafkaConsumer<String, String> second = member(topic, settings)) {
        settle(topic, List.of(first, second));
        assertThat(first.assignment()).hasSize(3);
        assertThat(second.assignment()).hasSize(3);
      }
      settle(topic, List.of(first));
    }
  }

  @Test
  void aCrashedMembersPartitionsAreTakenOverAfterItsSession(TestNames names) {
    String topic = names.topic();
    String[] settings = {
      "group.id=" + names.group(),
      "session.timeout.ms=6000",
      "heartbeat.interval.ms=500",
      "max.poll.interval.ms=7000"
    };
    clients.createTopic(topic, PARTITIONS, Map.of());

    try (KafkaConsumer<String, String> survivor = member(topic, settings);
        KafkaConsumer<String, String> silent = member(topic, settings)) {
      settle(topic, List.of(survivor, silent));

      settle(topic, List.of(survivor));

      assertThat(survivor.assignment()).hasSize(PARTITIONS);
    }
  }

  @Test
  void aStaticMemberComesBackWithoutARebalance(TestNames names) {
    String topic = names.topic();
    String group = "group.id=" + names.group();
    Rebalances rebalances = new Rebalances();
    clients.createTopic(topic, PARTITIONS, Map.of());

    try (KafkaConsumer<String, String> other =
        member(topic, rebalances, group, "group.instance.id=other")) {
      KafkaConsumer<String, String> moving = member(topic, group, "group.instance.id=moving");
      settle(topic, List.of(other, moving));
      Set<TopicPartition> before = Set.copyOf(moving.assignment());
      int rebalancesBefore = rebalances.assigned;
      moving.close();

      try (KafkaConsumer<String, String> back = member(topic, group, "group.instance.id=moving")) {
        settle(topic, List.of(other, back));
        assertThat(back.assignment()).isEqualTo(before);
        assertThat(rebalances.assigned).isEqualTo(rebalancesBefore);
      }
    }
  }

  @Test
  void aGroupReadsEachRecordOnceThroughARebalance(TestNames names) {
    String topic = names.topic();
    String group = "group.id=" + names.group();
    clients.createTopic(topic, PARTITIONS, Map.of());
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < 3_000; i++) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, i % PARTITIONS, "k", Integer.toString(i)));
      }
    }

    List<String> seen = new ArrayList<>();
    try (KafkaConsumer<String, String> first = member(topic, group, "max.poll.records=100")) {
      read(first, 1_000, seen);
      try (KafkaConsumer<String, String> second = member(topic, group, "max.poll.records=100")) {
        Deadline.until(
            "all records",
            LIMIT,
            () -> {
              read(first, 0, seen);
              read(second, 0, seen);
              return seen.size() >= 3_000;
            });
      }
    }
    assertThat(seen).hasSize(3_000).doesNotHaveDuplicates();
  }

  /** Polls once, and on until this many have come; commits what was read. */
  private static void read(KafkaConsumer<String, String> consumer, int atLeast, List<String> into) {
    int before = into.size();
    do {
      consumer.poll(Duration.ofMillis(50)).forEach(record -> into.add(record.value()));
      try {
        consumer.commitSync();
      } catch (org.apache.kafka.common.errors.RebalanceInProgressException e) {
        return;
      }
    } while (into.size() < before + atLeast);
  }

  /** Counts how often partitions were assigned. */
  private static final class Rebalances implements ConsumerRebalanceListener {
    private int assigned;

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned++;
    }
  }
}
