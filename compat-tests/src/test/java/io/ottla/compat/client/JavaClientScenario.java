package io.ottla.compat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Maps;
import io.ottla.compat.support.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producer and consumer of the newest release. */
@WithBroker
final class JavaClientScenario {
  private final Clients clients;
  private final List<String> text = Text.lines();

  JavaClientScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void everyFieldOfEveryRecordComesBack(String compression, TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        clients.producer("compression.type=" + compression, "linger.ms=5")) {
      for (int i = 0; i < text.size(); i++) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(topic, 0, 1_600_000_000_000L + i, "key " + i, text.get(i));
        record.headers().add("line", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        record.headers().add("null", null);
        sent.add(producer.send(record));
      }
    }

    for (int i = 0; i < sent.size(); i++) {
      assertThat(sent.get(i).get().offset()).isEqualTo(i);
    }
    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<ConsumerRecord<String, String>> records = Clients.poll(consumer, text.size());
      assertThat(records).hasSize(text.size());
      for (int i = 0; i < text.size(); i++) {
        ConsumerRecord<String, String> record = records.get(i);
        assertThat(record.offset()).isEqualTo(i);
        assertThat(record.timestamp()).isEqualTo(1_600_000_000_000L + i);
        assertThat(record.key()).isEqualTo("key " + i);
        assertThat(record.value()).isEqualTo(text.get(i));
        assertThat(Clients.header(record, "line")).isEqualTo(Integer.toString(i));
        assertThat(record.headers().lastHeader("null").value()).isNull();
      }
    }
  }

  @Test
  void recordsOfAKeyStayInOrderAcrossPartitions(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 6, Map.of());
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < 5_000; i++) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, "k" + i % 50, Integer.toString(i)));
      }
    }

    Map<String, Integer> last = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + names.group())) {
      consumer.subscribe(List.of(topic));
      for (ConsumerRecord<String, String> record : Clients.poll(consumer, 5_000)) {
        int value = Integer.parseInt(record.value());
        Integer before = last.put(record.key(), value);
        assertThat(value).isEqualTo(before == null ? value : before + 50);
      }
    }
    assertThat(last).hasSize(50);
  }

  @Test
  void committedOffsetsAndTheirMetadataComeBack(TestNames names) throws Exception {
    String topic = names.topic();
    String group = names.group();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 100);
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
      consumer.assign(List.of(partition));
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(42, "where I was: é")));
    }

    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
      consumer.subscribe(List.of(topic));
      List<ConsumerRecord<String, String>> records = Clients.poll(consumer, 58);

      assertThat(records.get(0).offset()).isEqualTo(42);
      assertThat(Maps.value(consumer.committed(Set.of(partition)), partition).metadata())
          .isEqualTo("where I was: é");
    }
  }

  private void produce(String topic, int count) throws Exception {
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < count; i++) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, null, 1_000L * i, "k", "v" + i));
      }
    }
  }

  @Test
  void offsetsAreFoundByTime(TestNames names) throws Exception {
    String topic = names.topic();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 100);

    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      Map<TopicPartition, OffsetAndTimestamp> found =
          consumer.offsetsForTimes(Map.of(partition, 49_500L));
      assertThat(Maps.value(found, partition).offset()).isEqualTo(50);
      assertThat(Maps.value(found, partition).timestamp()).isEqualTo(50_000L);
      assertThat(consumer.offsetsForTimes(Map.of(partition, 99_001L)).get(partition)).isNull();
      assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
      assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 100L);
    }
  }

  @Test
  void pausedSeekedAndLaggingConsumersKnowWhereTheyAre(TestNames names) throws Exception {
    String topic = names.topic();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 100);

    try (KafkaConsumer<String, String> consumer = clients.consumer("max.poll.records=10")) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 30);
      assertThat(Clients.poll(consumer, 10).get(0).offset()).isEqualTo(30);
      assertThat(consumer.currentLag(partition)).hasValue(60);
      consumer.pause(List.of(partition));
      assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
      consumer.resume(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      assertThat(consumer.position(partition)).isEqualTo(100);
    }
  }

  @Test
  void aRecordTooLargeForTheTopicIsRefused(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of("max.message.bytes", "1000"));

    try (KafkaProducer<String, String> producer = clients.producer()) {
      Future<RecordMetadata> result = producer.send(new ProducerRecord<>(topic, "x".repeat(5_000)));
      assertThat(org.assertj.core.api.Assertions.catchThrowable(result::get))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void aRecordOfAMebibyteIsProducedAndConsumedWithSmallFetches(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    String large = "y".repeat(1_000_000);
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < 3; i++) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, large));
      }
    }

    try (KafkaConsumer<String, String> consumer =
        clients.consumer("fetch.max.bytes=1000", "max.partition.fetch.bytes=1000")) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      assertThat(Clients.poll(consumer, 3))
          .allSatisfy(record -> assertThat(record.value()).isEqualTo(large));
    }
  }

  @Test
  void aTopicIsCreatedByTheFirstRecord(TestNames names) throws Exception {
    String topic = names.topic();

    try (KafkaProducer<String, String> producer = clients.producer()) {
      RecordMetadata metadata = producer.send(new ProducerRecord<>(topic, "first")).get();

      assertThat(metadata.offset()).isZero();
      assertThat(metadata.partition()).isZero();
    }
  }
}
