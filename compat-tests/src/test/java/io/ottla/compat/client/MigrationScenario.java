package io.ottla.compat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers of both protocols in one group, which moves between the protocols with them. */
@WithBroker
final class MigrationScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 6;
  private static final String RANGE = "org.apache.kafka.clients.consumer.RangeAssignor";
  private static final String COOPERATIVE =
      "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  private final Clients clients;

  MigrationScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
  }

  /** A member and what it has, as its listener is told. */
  private static final class Member implements ConsumerRebalanceListener, AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final Owners owners;
    private int lost;

    Member(KafkaConsumer<String, String> consumer, Place place) {
      this.consumer = consumer;
      this.owners = place.owners();
      consumer.subscribe(List.of(place.topic()), this);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owners.release(partition, this));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      lost += partitions.size();
      onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> owners.take(partition, this));
    }

    /** Polls once and commits what came. */
    void read(List<String> into) {
      for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(50))) {
        into.add(each.value());
      }
      try {
        consumer.commitSync();
      } catch (RebalanceInProgressException e) {
        return;
      }
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  /** Who has which partition. */
  private static final class Owners {
    private final Map<TopicPartition, Member> current = new ConcurrentHashMap<>();
    private final Set<TopicPartition> taken = ConcurrentHashMap.newKeySet();

    void take(TopicPartition partition, Member member) {
      if (current.putIfAbsent(partition, member) != null) {
        taken.add(partition);
      }
    }

    void release(TopicPartition partition, Member member) {
      current.remove(partition, member);
    }
  }

  /** The members' topic and group. */
  private record Place(String topic, String group, Owners owners) {
    static Place of(TestNames names) {
      return new Place(names.topic(), names.group(), new Owners());
    }
  }

  private Member member(Place place, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("group.id=" + place.group());
    all.add("max.poll.records=50");
    return new Member(clients.consumer(all.toArray(new String[0])), place);
  }

  private static String[] classic(String assignor) {
    return new String[] {
      "group.protocol=classic",
      "partition.assignment.strategy=" + assignor,
      "heartbeat.interval.ms=300",
      "session.timeout.ms=10000"
    };
  }

  private static void settle(List<Member> members, List<String> read) {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < PARTITIONS; i++) {
      all.add(i);
    }
    Deadline.until(
        "every partition with one owner and every member with a share",
        LIMIT,
        () -> {
          members.forEach(member -> member.read(read));
          List<Integer> owned = new ArrayList<>();
          members.forEach(
              member -> member.consumer.assignment().forEach(each -> owned.add(each.partition())));
          return owned.size() == PARTITIONS
              && new HashSet<>(owned).equals(all)
              && members.stream()
                  .allMatch(
                      member -> member.consumer.assignment().size() == PARTITIONS / members.size());
        });
  }

  private GroupType type(String group) throws Exception {
    try (Admin admin = clients.admin()) {
      return admin.listGroups().all().get().stream()
          .filter(each -> each.groupId().equals(group))
          .findFirst()
          .flatMap(listed -> listed.type())
          .orElse(GroupType.UNKNOWN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {RANGE, COOPERATIVE})
  void aGroupMovesToTheConsumerProtocolAndBackWithItsMembers(String assignor, TestNames names)
      throws Exception {
    Place place = Place.of(names);
    String topic = place.topic();
    clients.createTopic(topic, PARTITIONS, Map.of());
    int total = 1_200;
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < total; i++) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, i % PARTITIONS, "k", Integer.toString(i)));
      }
    }
    List<String> read = new ArrayList<>();

    try (Member first = member(place, classic(assignor));
        Member second = member(place, classic(assignor))) {
      settle(List.of(first, second), read);
      assertThat(type(place.group())).isEqualTo(GroupType.CLASSIC);
      try (Member third = member(place, "group.protocol=consumer")) {
        settle(List.of(first, second, third), read);
        assertThat(type(place.group())).isEqualTo(GroupType.CONSUMER);
      }
      settle(List.of(first, second), read);
      assertThat(type(place.group())).isEqualTo(GroupType.CLASSIC);
      Deadline.until(
          "every record at least once",
          LIMIT,
          () -> {
            first.read(read);
            second.read(read);
            return new HashSet<>(read).size() >= total;
          });
      assertThat(first.lost + second.lost).as("partitions lost").isZero();
    }
    assertThat(place.owners().taken).as("partitions with two owners").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {RANGE, COOPERATIVE})
  void membersAreExchangedOneByOne(String assignor, TestNames names) throws Exception {
    Place place = Place.of(names);
    clients.createTopic(place.topic(), PARTITIONS, Map.of());
    List<String> read = new ArrayList<>();

    Member firstOld = member(place, classic(assignor));
    Member secondOld = member(place, classic(assignor));
    settle(List.of(firstOld, secondOld), read);
    firstOld.close();
    try (Member firstNew = member(place, "group.protocol=consumer")) {
      settle(List.of(secondOld, firstNew), read);
      secondOld.close();
      try (Member secondNew = member(place, "group.protocol=consumer")) {
        settle(List.of(firstNew, secondNew), read);
        assertThat(type(place.group())).isEqualTo(GroupType.CONSUMER);
      }
    }
    assertThat(place.owners().taken).as("partitions with two owners").isEmpty();
  }
}
