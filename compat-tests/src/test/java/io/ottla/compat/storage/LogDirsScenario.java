package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;

/** A broker with two log directories, one of which fails. */
@WithBroker(
    own = true,
    properties = {"log.dirs={data}/1,{data}/2", "offsets.topic.num.partitions=1"})
final class LogDirsScenario {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BrokerUnderTest broker;
  private final Clients clients;
  private final Path failing;

  LogDirsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
    failing = broker.logDirectory().resolve("2");
  }

  @Test
  void aFailedDirectoryTakesOnlyItsOwnPartitionsAlong(TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, PARTITIONS, Map.of("segment.bytes", "1048576"));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(topic, partition, "before");
    }
    List<Integer> lost = partitionsIn(failing, topic);
    assertThat(lost).hasSize(PARTITIONS / 2);
    Path kept = broker.logDirectory().resolve("kept");

    Files.move(failing, kept);
    Files.createFile(failing);
    fillUntilItFails(topic, lost.get(0));

    assertThat(Maps.value(described(), failing.toString()).error())
        .isInstanceOf(KafkaStorageException.class);
    assertOnlyTheOthersAreServed(topic, lost);
    assertThat(broker.stop()).isIn(0, 143);
    broker.start();
    assertOnlyTheOthersAreServed(topic, lost);

    assertThat(broker.stop()).isIn(0, 143);
    Files.delete(failing);
    Files.move(kept, failing);
    broker.start();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(first(topic, partition)).isEqualTo("before");
      send(topic, partition, "after");
    }
    assertThat(partitionsIn(failing, topic)).isEqualTo(lost);
  }

  private void assertOnlyTheOthersAreServed(String topic, List<Integer> lost)
      throws ExecutionException, InterruptedException {
    Deadline.until(
        "loss of the leaders in the failed directory", LIMIT, () -> leaderless(topic).equals(lost));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      if (!lost.contains(partition)) {
        send(topic, partition, "meanwhile");
        assertThat(first(topic, partition)).isEqualTo("before");
      }
    }
  }

  private List<Integer> leaderless(String topic) {
    try (Admin admin = clients.admin()) {
      TopicDescription description =
          Maps.value(Clients.get(admin.describeTopics(List.of(topic)).allTopicNames()), topic);
      return description.partitions().stream()
          .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
          .map(TopicPartitionInfo::partition)
          .toList();
    }
  }

  private Map<String, LogDirDescription> described() {
    try (Admin admin = clients.admin()) {
      return Maps.value(Clients.get(admin.describeLogDirs(List.of(1)).allDescriptions()), 1);
    }
  }

  private List<Integer> partitionsIn(Path directory, String topic) {
    return Maps.value(described(), directory.toString()).replicaInfos().keySet().stream()
        .filter(partition -> partition.topic().equals(topic))
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }

  private void send(String topic, int partition, String value)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer = clients.producer()) {
      assertThat(
              producer.send(new ProducerRecord<>(topic, partition, null, value)).get().hasOffset())
          .isTrue();
    }
  }

  private void fillUntilItFails(String topic, int partition) {
    String large = "x".repeat(400_000);
    try (KafkaProducer<String, String> producer =
        clients.producer(
            "delivery.timeout.ms=4000", "request.timeout.ms=3000", "max.block.ms=4000")) {
      assertThatThrownBy(
          () -> {
            for (int i = 0; i < 20; i++) {
              var unused = producer.send(new ProducerRecord<>(topic, partition, null, large)).get();
            }
          });
    }
  }

  private String first(String topic, int partition) {
    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      consumer.assign(List.of(new TopicPartition(topic, partition)));
      return Clients.poll(consumer, 1).get(0).value();
    }
  }
}
