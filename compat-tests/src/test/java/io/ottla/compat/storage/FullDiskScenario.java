package io.ottla.compat.storage;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that has no room left: a small file system of its own. Needs the right to mount one. Of
 * Ottla alone: Apache Kafka ends when its disk is full.
 */
final class FullDiskScenario {
  private static final int DISK_MIB = 40;
  private static final TopicPartition PARTITION = new TopicPartition("letters", 0);
  private static final String LARGE = "x".repeat(100_000);

  private final MountedDisk mounted;
  private final Path disk;

  FullDiskScenario(@TempDir Path directory) throws IOException {
    assumeTrue(Product.chosen() == Product.OTTLA, "of Ottla alone");
    mounted = MountedDisk.inMemory(directory, DISK_MIB);
    disk = mounted.root();
  }

  @AfterEach
  void unmount() {
    mounted.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16})
  void producingWaitsForRoomAndAllElseGoesOn(int reserveMib) throws Exception {
    try (BrokerUnderTest broker = create("FullDisk-" + reserveMib, reserveMib)) {
      broker.start();
      Clients clients = new Clients(broker);
      clients.createTopic(PARTITION.topic(), 1, Map.of());

      fill(clients);
      assertThat(Files.getFileStore(disk).getUsableSpace() >> 20)
          .isGreaterThanOrEqualTo(reserveMib == 0 ? 0 : reserveMib - 2);
      try (KafkaProducer<String, String> waiting = clients.producer()) {
        Future<RecordMetadata> sent = waiting.send(record());
        if (reserveMib > 0) {
          createTopic(clients, "late");
        }
        assertThat(first(clients)).isEqualTo(LARGE);
        deleteAllRecords(clients);
        long offset = sent.get(60, TimeUnit.SECONDS).offset();

        assertThat(offset).isPositive();
        assertThat(waiting.send(record()).get(30, TimeUnit.SECONDS).offset()).isEqualTo(offset + 1);
        Future<RecordMetadata> late = waiting.send(new ProducerRecord<>("late", LARGE));
        assertThat(late.get(60, TimeUnit.SECONDS).offset()).isZero();
      }

      fill(clients);
      assertThat(broker.isAlive()).isTrue();
      broker.kill();
      broker.start();
      deleteAllRecords(clients);
      try (KafkaProducer<String, String> producer = clients.producer()) {
        assertThat(producer.send(record()).get(60, TimeUnit.SECONDS).hasOffset()).isTrue();
      }
      assertThat(broker.log()).doesNotContain("SIGBUS", "goes offline");
      assertThat(broker.stop()).isIn(0, 143);
    }
  }

  @Test
  void aDiskFullToItsLastByteLosesNeitherMetadataNorGroups() throws Exception {
    try (BrokerUnderTest broker = create("FullDisk-last-byte", 0)) {
      broker.start();
      Clients clients = new Clients(broker);
      clients.createTopic(PARTITION.topic(), 1, Map.of());
      try (KafkaProducer<String, String> producer = clients.producer()) {
        var unused = producer.send(record()).get();
      }
      commit(clients, 0);
      Deadline.until(
          "spare file",
          Duration.ofSeconds(10),
          () -> Files.size(disk.resolve("ottla.spare")),
          size -> size == 4 << 20);
      Path filler = fillToTheLastByte();

      commit(clients, 1);
      createTopic(clients, "late");
      fill(clients);
      for (int i = 0; i < 3; i++) {
        broker.kill();
        fillToTheLastByte();
        broker.start();
        assertThat(topics(clients)).contains(PARTITION.topic(), "late");
        assertThat(committed(clients)).isEqualTo(1);
      }
      fill(clients);
      Files.delete(filler);

      try (KafkaProducer<String, String> producer = clients.producer()) {
        assertThat(producer.send(record()).get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
        Future<RecordMetadata> late = producer.send(new ProducerRecord<>("late", LARGE));
        assertThat(late.get(60, TimeUnit.SECONDS).offset()).isZero();
      }
      commit(clients, 2);
      assertThat(committed(clients)).isEqualTo(2);
      assertThat(broker.log()).doesNotContain("SIGBUS", "goes offline");
      assertThat(broker.stop()).isIn(0, 143);
    }
  }

  private BrokerUnderTest create(String name, int reserveMib) throws IOException {
    return Product.chosen()
        .create(
            name,
            Map.of(
                "log.dirs",
                disk.toString(),
                "log.segment.bytes",
                "1048576",
                "log.segment.delete.delay.ms",
                "0",
                "offsets.topic.num.partitions",
                "1",
                "ottla.disk.reserve.bytes",
                Integer.toString(reserveMib << 20)));
  }

  /** Another program takes all that is left. */
  private Path fillToTheLastByte() throws IOException {
    Path filler = disk.resolve("filler");
    for (int size = 1 << 20; size > 0; size /= 2) {
      try {
        while (true) {
          Files.write(filler, new byte[size], CREATE, APPEND);
        }
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space left");
      }
    }
    return filler;
  }

  private static void commit(Clients clients, long offset) {
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=readers")) {
      consumer.assign(List.of(PARTITION));
      consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
    }
  }

  private static long committed(Clients clients) {
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=readers")) {
      return Maps.value(consumer.committed(Set.of(PARTITION)), PARTITION).offset();
    }
  }

  private static Set<String> topics(Clients clients) {
    try (Admin admin = clients.admin()) {
      return Clients.get(admin.listTopics().names());
    }
  }

  private static ProducerRecord<String, String> record() {
    return new ProducerRecord<>(PARTITION.topic(), 0, null, LARGE);
  }

  /** Produces until there is no room any more; the error is one that producers retry. */
  private static void fill(Clients clients) {
    try (KafkaProducer<String, String> producer =
        clients.producer("delivery.timeout.ms=3000", "request.timeout.ms=2000", "linger.ms=0")) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < DISK_MIB * 20; i++) {
                  var unused = producer.send(record()).get();
                }
              })
          .hasCauseInstanceOf(RetriableException.class);
    }
  }

  /** Does not wait for its partition to be led: there may be no room for the log yet. */
  private static void createTopic(Clients clients, String name) {
    try (Admin admin = clients.admin()) {
      var unused =
          Clients.get(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).topicId(name));
    }
  }

  private static String first(Clients clients) {
    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      consumer.assign(List.of(PARTITION));
      return Clients.poll(consumer, 1).get(0).value();
    }
  }

  private static void deleteAllRecords(Clients clients) {
    try (Admin admin = clients.admin()) {
      long end =
          Maps.value(
                  Clients.get(admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).all()),
                  PARTITION)
              .offset();
      var unused =
          Clients.get(
              admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(end))).all());
    }
  }
}
