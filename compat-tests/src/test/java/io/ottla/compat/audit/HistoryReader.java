package io.ottla.compat.audit;

import io.ottla.compat.broker.BrokerUnderTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics with {@code read_committed}, and the history of a pipeline out of them. */
final class HistoryReader {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String OFFSETS_TOPIC = "__consumer_offsets";
  private static final int LAST_OFFSET_KEY_VERSION = 1;

  private final BrokerUnderTest broker;

  HistoryReader(BrokerUnderTest broker) {
    this.broker = broker;
  }

  History read(Pipeline pipeline, String inputTopic, long sent) {
    List<History.Input> input = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all(inputTopic)) {
      input.add(new History.Input(record.partition(), Long.parseLong(text(record.value()))));
    }
    List<History.Output> output = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all(pipeline.output())) {
      long number = Long.parseLong(text(record.key()));
      output.add(new History.Output(record.partition(), number, text(record.value())));
    }
    List<History.LedgerLine> ledger = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all(pipeline.ledger())) {
      ledger.add(
          new History.LedgerLine(text(record.key()), Integer.parseInt(text(record.value()))));
    }
    return new History(
        sent, input, output, ledger, commits(pipeline.group()), pipeline.journal.fates());
  }

  /** A group is in one partition of the offsets topic, so its commits are in the order of a log. */
  private List<History.Commit> commits(String group) {
    List<History.Commit> commits = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all(OFFSETS_TOPIC)) {
      ByteBuffer key = ByteBuffer.wrap(record.key());
      if (key.getShort() > LAST_OFFSET_KEY_VERSION
          || record.value() == null
          || !string(key).equals(group)) {
        continue;
      }
      String unusedTopic = string(key);
      int partition = key.getInt();
      commits.add(
          new History.Commit(partition, ByteBuffer.wrap(record.value()).getLong(Short.BYTES)));
    }
    return commits;
  }

  private static String string(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.getShort()];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(Objects.requireNonNull(bytes), StandardCharsets.UTF_8);
  }

  /** Fails where a transaction stays open and hides the end of a partition. */
  private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> written = consumer("read_uncommitted");
        KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      List<TopicPartition> partitions =
          written.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = written.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long limit = System.nanoTime() + LIMIT.toNanos();
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        if (System.nanoTime() > limit) {
          throw new AssertionError("cannot read " + topic + " up to " + ends);
        }
      }
    }
    return records;
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            isolation,
            "exclude.internal.topics",
            "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
