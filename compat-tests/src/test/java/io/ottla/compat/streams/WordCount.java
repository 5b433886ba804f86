package io.ottla.compat.streams;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Project;
import io.ottla.compat.tool.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** One word count application with its topics, seen from outside. */
final class WordCount implements AutoCloseable {
  static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  final String application;
  final String input;
  private final String output;
  private final String guarantee;
  private final BrokerUnderTest broker;
  private final Clients clients;
  private final KafkaConsumer<String, Long> reader;
  private final Map<String, List<Long>> emitted = new HashMap<>();
  private int emittedCount;

  WordCount(BrokerUnderTest broker, TestNames names, String guarantee) {
    this.broker = broker;
    this.guarantee = guarantee;
    clients = new Clients(broker);
    application = names.fresh("application");
    input = names.topic();
    output = names.topic();
    clients.createTopic(input, PARTITIONS, Map.of());
    clients.createTopic(output, PARTITIONS, Map.of());
    reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new LongDeserializer());
    reader.assign(partitions(output));
  }

  /** Starts the application on a state directory that is empty: it restores from the changelog. */
  ToolProcess start() {
    return ToolProcess.start(
        WordCountProgram.class,
        broker.bootstrapServers(),
        application,
        guarantee,
        input,
        output,
        emptyDirectory().toString());
  }

  private static Path emptyDirectory() {
    try {
      Path parent = Files.createDirectories(Project.target().resolve("streams"));
      return Files.createTempDirectory(parent, "state-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(List<String> lines) {
    try (KafkaProducer<String, String> producer = clients.producer("linger.ms=5")) {
      lines.forEach(
          line -> {
            var unused = producer.send(new ProducerRecord<>(input, line));
          });
    }
  }

  /** Reads what the application emits until this many counts have come since its beginning. */
  void awaitEmitted(long count, ToolProcess process) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (emittedCount < count) {
      poll();
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new AssertionError(
            emittedCount + " of " + count + " counts; the application: " + process.errors());
      }
    }
  }

  /** Reads to the end of the output, whose producer has stopped, and returns all counts by word. */
  Map<String, List<Long>> allEmitted() {
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions(output));
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      poll();
    }
    return emitted;
  }

  private void poll() {
    for (ConsumerRecord<String, Long> record : reader.poll(Duration.ofMillis(100))) {
      emitted.computeIfAbsent(record.key(), word -> new ArrayList<>()).add(record.value());
      emittedCount++;
    }
  }

  /** Forgets what was emitted so far. */
  void forget() {
    var unused = allEmitted();
    emitted.clear();
    emittedCount = 0;
  }

  /** Whether the application has committed the end of everything that it reads. */
  boolean hasCommittedAll() {
    try (Admin admin = clients.admin()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          Clients.get(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata());
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions(input).forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      partitions(repartitionTopic())
          .forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      return Clients.get(admin.listOffsets(latest).all()).entrySet().stream()
          .allMatch(end -> end.getValue().offset() == offset(committed.get(end.getKey())));
    }
  }

  private static long offset(@Nullable OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  String changelogTopic() {
    return application + "-counts-changelog";
  }

  String repartitionTopic() {
    return application + "-words-repartition";
  }

  private static List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new TopicPartition(topic, partition));
    }
    return partitions;
  }

  @Override
  public void close() {
    reader.close();
  }
}
