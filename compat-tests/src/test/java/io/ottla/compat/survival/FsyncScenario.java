package io.ottla.compat.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that answers only what is on disk, as a process: it serves as any, and is killed. */
@WithBroker(own = true, properties = "ottla.durability=fsync")
final class FsyncScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 3;
  private static final int TRANSACTIONS = 20;
  private static final int IN_EACH = 5;

  private final BrokerUnderTest broker;
  private final Clients clients;

  FsyncScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
  }

  @BeforeEach
  void onlyWhereOttlaIsTested() {
    Assumptions.assumeTrue(Product.chosen() == Product.OTTLA, "a setting of Ottla's own");
  }

  @Test
  void theSettingIsShown() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (Admin admin = clients.admin()) {
      ConfigEntry entry =
          Maps.value(Clients.get(admin.describeConfigs(List.of(resource)).all()), resource)
              .get("ottla.durability");
      assertThat(entry.value()).isEqualTo("fsync");
      assertThat(entry.source()).isEqualTo(ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG);
      assertThat(entry.isReadOnly()).isTrue();
    }
  }

  @Test
  void whatWasAnsweredIsThereAfterAKillUnderLoad(TestNames names) {
    String loaded = names.topic();
    String inTransactions = names.topic();
    String group = names.group();
    clients.createTopic(loaded, PARTITIONS, Map.of());
    clients.createTopic(inTransactions, 1, Map.of());
    Load load = Load.start(clients, 1, PARTITIONS, loaded, "reconnect.backoff.max.ms=100");
    try (KafkaProducer<String, String> open =
        clients.producer("transactional.id=" + names.fresh("open"))) {
      runTransactions(names.fresh("id"), inTransactions);
      commit(group, inTransactions);
      open.initTransactions();
      open.beginTransaction();
      send(open, inTransactions, "never committed");
      open.flush();
      Deadline.until("acknowledgements", LIMIT, () -> load.acknowledgedCount() > 500);
      broker.kill();
      broker.start();
      open.abortTransaction();
    }

    long before = load.acknowledgedCount();
    Deadline.until("more of them", LIMIT, () -> load.acknowledgedCount() > before + 500);
    load.stop();
    assertThat(load.acknowledgedCount()).isEqualTo(load.sentCount());
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Lines.assertSame(
          load.acknowledged(partition).stream().map(String::valueOf).toList(),
          read(new TopicPartition(loaded, partition), load.acknowledged(partition).size()));
    }
    assertThat(read(new TopicPartition(inTransactions, 0), TRANSACTIONS * IN_EACH))
        .isEqualTo(
            IntStream.range(0, TRANSACTIONS * IN_EACH).mapToObj(i -> "committed " + i).toList());
    assertThat(committed(group, inTransactions)).isEqualTo(new OffsetAndMetadata(17, "on disk"));
  }

  private void runTransactions(String id, String topic) {
    try (KafkaProducer<String, String> producer = clients.producer("transactional.id=" + id)) {
      producer.initTransactions();
      for (int i = 0; i < TRANSACTIONS; i++) {
        producer.beginTransaction();
        for (int each = 0; each < IN_EACH; each++) {
          send(producer, topic, "committed " + (i * IN_EACH + each));
        }
        producer.commitTransaction();
      }
    }
  }

  private static void send(KafkaProducer<String, String> producer, String topic, String value) {
    Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, value));
  }

  private void commit(String group, String topic) {
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
      consumer.commitSync(
          Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(17, "on disk")));
    }
  }

  private OffsetAndMetadata committed(String group, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
      return Maps.value(consumer.committed(Set.of(partition)), partition);
    }
  }

  /** What is committed, up to the end, which is so many records away. */
  private List<String> read(TopicPartition partition, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("isolation.level=read_committed")) {
      consumer.assign(List.of(partition));
      for (ConsumerRecord<String, String> record : Clients.poll(consumer, count)) {
        values.add(record.value());
      }
      long end = Maps.value(consumer.endOffsets(List.of(partition)), partition);
      Deadline.until(
          "end of " + partition,
          LIMIT,
          () -> {
            consumer.poll(Duration.ofMillis(20)).forEach(record -> values.add(record.value()));
            return consumer.position(partition) >= end;
          });
    }
    return values;
  }
}
