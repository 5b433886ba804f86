package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A compacted topic that is compacted whenever it is handed over, tombstones in it. */
final class Addresses implements Work {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "addresses";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final int KEYS = 20;
  private static final int MOVES = 5;
  private static final long SEGMENT_MS = 60_000;

  /** The state of producers expires a day after their last record. */
  private static final long RECENT_MS =
      System.currentTimeMillis() - Duration.ofHours(12).toMillis();

  private final Clients clients;
  private final Map<String, String> latest = new HashMap<>();
  private long timestampMs = RECENT_MS;
  private int sent;

  Addresses(Clients clients) {
    this.clients = clients;
  }

  @Override
  public void begin() {
    clients.createTopic(
        TOPIC,
        1,
        Map.of(
            "cleanup.policy",
            "compact",
            "segment.ms",
            Long.toString(SEGMENT_MS),
            "segment.bytes",
            "1048576",
            "min.cleanable.dirty.ratio",
            "0.01",
            "delete.retention.ms",
            "864000000"));
    goOn();
  }

  @Override
  public void goOn() {
    for (int move = 0; move < MOVES; move++) {
      sendAll(move);
      timestampMs += 2 * SEGMENT_MS;
    }
    send(List.of(new ProducerRecord<>(TOPIC, 0, timestampMs, "active", "segment " + sent)));
    awaitCompaction();
    check();
  }

  /** All keys move; every fourth disappears with the last move. */
  private void sendAll(int move) {
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      String value = move == MOVES - 1 && key % 4 == 0 ? null : "street " + (sent + key);
      records.add(new ProducerRecord<>(TOPIC, 0, timestampMs, "key " + key, value));
    }
    send(records);
  }

  private void send(List<ProducerRecord<String, String>> records) {
    Sending.all(clients, records);
    records.forEach(record -> latest.put(record.key(), record.value()));
    sent += records.size();
  }

  /** Everything before the last segment is compacted. */
  private void awaitCompaction() {
    Path checkpoint = clients.broker().logDirectory().resolve("cleaner-offset-checkpoint");
    var unused =
        Deadline.until(
            "compaction of " + PARTITION,
            LIMIT,
            () ->
                Files.readAllLines(checkpoint).contains(TOPIC + " 0 " + lastSegment())
                    && lastSegment() == sent - 1,
            done -> done);
  }

  private long lastSegment() throws IOException {
    try (Stream<Path> files =
        Files.list(clients.broker().logDirectory().resolve(PARTITION.toString()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".log"))
          .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
          .max()
          .orElseThrow();
    }
  }

  /** One record of each key, the tombstones among them, and that of the last segment. */
  private void check() {
    List<ConsumerRecord<String, String>> left =
        RecordPage.read(clients, List.of(PARTITION), "read_uncommitted");
    assertThat(left).hasSizeBetween(KEYS + 1, KEYS + 2);
    Map<String, String> found = new HashMap<>();
    left.forEach(record -> found.put(record.key(), record.value()));
    assertThat(found).isEqualTo(latest);
  }
}
