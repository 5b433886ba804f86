package io.ottla.compat.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL in the middle of an {@code acks=all} load, again and again on the same directory. Odd
 * rounds use an idempotent producer that goes on through the restart: all it sent is there once.
 * Even rounds use one that never retries: what it saw acknowledged is there once.
 */
@WithBroker(own = true)
final class KillScenario {
  private static final int ROUNDS = Integer.getInteger("ottla.compat.kill.rounds", 20);
  private static final String TOPIC = "killed";
  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BrokerUnderTest broker;
  private final Clients clients;
  private final Random random = new Random(20_261_122);
  private final List<List<Long>> expected = new ArrayList<>();

  KillScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
  }

  @Test
  void everyAcknowledgedRecordIsThereOnceAndInOrder() {
    clients.createTopic(TOPIC, PARTITIONS, Map.of());
    for (int partition = 0; partition < PARTITIONS; partition++) {
      expected.add(new ArrayList<>());
    }

    for (int round = 1; round <= ROUNDS; round++) {
      Load load = round % 2 == 1 ? goesOn(round) : givesUp(round);
      check(round, load);
    }

    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(read(partition, 0)).as("whole partition").isEqualTo(expected.get(partition));
    }
  }

  private Load goesOn(int round) {
    Load load =
        Load.start(
            clients,
            round,
            PARTITIONS,
            TOPIC,
            "enable.idempotence=true",
            "reconnect.backoff.max.ms=100");
    killUnder(load);
    long before = load.acknowledgedCount();
    broker.start();
    Deadline.until(
        "acknowledgements after the restart", LIMIT, () -> load.acknowledgedCount() > before + 500);
    load.stop();
    assertThat(load.acknowledgedCount()).isEqualTo(load.sentCount());
    return load;
  }

  private Load givesUp(int round) {
    Load load =
        Load.start(
            clients,
            round,
            PARTITIONS,
            TOPIC,
            "enable.idempotence=false",
            "retries=0",
            "delivery.timeout.ms=1000",
            "request.timeout.ms=900",
            "max.block.ms=500");
    killUnder(load);
    load.stop();
    broker.start();
    return load;
  }

  private void killUnder(Load load) {
    Deadline.until("first acknowledgements", LIMIT, () -> load.acknowledgedCount() > 200);
    Deadline.let(Duration.ofMillis(random.nextInt(300)));
    broker.kill();
  }

  private void check(int round, Load load) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Long> before = expected.get(partition);
      List<Long> found = read(partition, before.size());
      String where = "round " + round + ", partition " + partition;
      assertStrictlyAscending(where, found);
      assertThat(missing(load.acknowledged(partition), found)).as("lost in " + where).isEmpty();
      assertThat(missing(found, load.sent(partition))).as("never sent, " + where).isEmpty();
      before.addAll(found);
    }
  }

  /** In the order in which they were sent, and none twice. */
  private static void assertStrictlyAscending(String where, List<Long> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) <= numbers.get(i - 1)) {
        throw new AssertionError(where + ": " + numbers.get(i) + " follows " + numbers.get(i - 1));
      }
    }
  }

  /** What {@code all} lacks; linear, unlike an assertion on lists. */
  private static List<Long> missing(Collection<Long> wanted, Collection<Long> all) {
    Set<Long> present = new HashSet<>(all);
    return wanted.stream().filter(number -> !present.contains(number)).toList();
  }

  private List<Long> read(int partition, long fromOffset) {
    TopicPartition topicPartition = new TopicPartition(TOPIC, partition);
    List<Long> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      consumer.assign(List.of(topicPartition));
      consumer.seek(topicPartition, fromOffset);
      long end =
          consumer.endOffsets(List.of(topicPartition)).values().stream().findFirst().orElseThrow();
      for (ConsumerRecord<String, String> record :
          Clients.poll(consumer, (int) (end - fromOffset))) {
        assertThat(record.offset()).isEqualTo(fromOffset + values.size());
        values.add(Long.valueOf(record.value()));
      }
    }
    return values;
  }
}
