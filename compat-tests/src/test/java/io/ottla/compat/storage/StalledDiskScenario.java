package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Rebalances;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk on which every write waits longer than the sessions of the members. Of Ottla alone: Apache
 * Kafka expels them.
 */
final class StalledDiskScenario {
  private static final int DISK_MIB = 200;
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOPIC = "letters";

  private final MountedDisk disk;

  StalledDiskScenario(@TempDir Path directory) throws IOException {
    assumeTrue(Product.chosen() == Product.OTTLA, "of Ottla alone");
    disk = MountedDisk.inFile(directory, DISK_MIB);
  }

  @AfterEach
  void unmount() {
    disk.close();
  }

  /** The commit makes the coordinator write, and the heartbeats wait behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"session.timeout.ms=4000", "group.protocol=consumer"})
  void itExpelsNoMemberWhoseHeartbeatsWereSent(String setting) throws Exception {
    try (BrokerUnderTest broker =
        Product.chosen().create("StalledDisk", properties(disk.root().resolve("data")))) {
      broker.start();
      Clients clients = new Clients(broker);
      clients.createTopic(TOPIC, 1, Map.of());
      Rebalances rebalances = new Rebalances();
      try (KafkaProducer<String, String> producer = clients.producer();
          KafkaConsumer<String, String> consumer = member(clients, setting)) {
        consumer.subscribe(List.of(TOPIC), rebalances);
        producer.send(new ProducerRecord<>(TOPIC, "before")).get(30, TimeUnit.SECONDS);
        assertThat(Clients.poll(consumer, 1)).hasSize(1);
        consumer.commitSync();
        ConsumerGroupMetadata member = consumer.groupMetadata();

        disk.stall();
        Future<RecordMetadata> waiting;
        try {
          waiting = producer.send(new ProducerRecord<>(TOPIC, "meanwhile"));
          consumer.commitAsync();
          consumer.poll(Duration.ZERO);
          Deadline.let(STALL);
          assertThat(waiting.isDone()).as("written though the disk stalls").isFalse();
        } finally {
          disk.goOn();
        }

        assertThat(waiting.get(30, TimeUnit.SECONDS).offset()).isEqualTo(1);
        Deadline.until(
            "the record after the stall",
            LIMIT,
            () -> consumer.poll(Duration.ofMillis(100)).count() == 1);
        consumer.commitSync();
        assertThat(consumer.groupMetadata().memberId()).isEqualTo(member.memberId());
        assertThat(consumer.groupMetadata().generationId()).isEqualTo(member.generationId());
        assertThat(rebalances.assigned()).isEqualTo(1);
        assertThat(rebalances.lost()).isZero();
      }
    }
  }

  private static KafkaConsumer<String, String> member(Clients clients, String setting) {
    return setting.startsWith("session")
        ? clients.consumer(
            "group.id=readers", "enable.auto.commit=false", "heartbeat.interval.ms=500", setting)
        : clients.consumer("group.id=readers", "enable.auto.commit=false", setting);
  }

  private static Map<String, String> properties(Path data) {
    return Map.of(
        "log.dirs", data.toString(),
        "offsets.topic.num.partitions", "1",
        "group.min.session.timeout.ms", "1000",
        "group.consumer.min.session.timeout.ms", "1000",
        "group.consumer.min.heartbeat.interval.ms", "100",
        "group.consumer.session.timeout.ms", "4000",
        "group.consumer.heartbeat.interval.ms", "500");
  }
}
