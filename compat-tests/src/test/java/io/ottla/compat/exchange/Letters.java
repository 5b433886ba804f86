package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.client.Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Plain records in every compression, with keys, headers and times, in several partitions and
 * segments; logs that were cut at their beginning, topics that grew or went.
 */
final class Letters implements Work {
  /** A log that was cut at its beginning, and where it begins. */
  static final TopicPartition BEHEADED = new TopicPartition("beheaded", 0);

  static final int DELETED = 123;

  private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
  private static final int PARTITIONS = 2;
  private static final int RECORDS = 200;

  /** The state of producers expires a day after their last record. */
  private static final long RECENT_MS =
      System.currentTimeMillis() - Duration.ofHours(12).toMillis();

  private static final Map<String, String> SHORT_SEGMENTS =
      Map.of("segment.ms", "50000", "retention.ms", "-1");

  private final Clients clients;
  private int sent;

  Letters(Clients clients) {
    this.clients = clients;
  }

  @Override
  public void begin() {
    CODECS.forEach(codec -> clients.createTopic(codec, PARTITIONS, SHORT_SEGMENTS));
    clients.createTopic("large", 1, Map.of("segment.bytes", "1048576"));
    clients.createTopic(
        "recompressed",
        1,
        Map.of("compression.type", "zstd", "message.timestamp.type", "LogAppendTime"));
    clients.createTopic("beheaded", 1, SHORT_SEGMENTS);
    clients.createTopic("grown", 1, Map.of());
    clients.createTopic("gone", 1, Map.of());
    send();
    change();
    for (String topic : CODECS) {
      assertThat(segments(topic)).as("segments of " + topic).isGreaterThan(2);
    }
    assertThat(segments("large")).isGreaterThan(1);
  }

  @Override
  public void goOn() {
    send();
  }

  private void send() {
    for (String codec : CODECS) {
      send(codec, PARTITIONS, codec);
    }
    send("recompressed", 1, "gzip");
    send("beheaded", 1, "none");
    send("grown", 1, "none");
    List<ProducerRecord<String, String>> large = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      large.add(new ProducerRecord<>("large", 0, null, "k" + i, "x".repeat(600_000 + sent + i)));
    }
    Sending.all(clients, large);
    sent += RECORDS;
  }

  /** Batches are small, so that segments may end between them. */
  private void send(String topic, int partitions, String codec) {
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int i = sent; i < sent + RECORDS; i++) {
      records.add(letter(topic, i % partitions, i));
    }
    Sending.all(clients, records, "compression.type=" + codec, "batch.size=1000");
  }

  /** Every fifth has no key, every seventh no value. */
  private static ProducerRecord<String, String> letter(String topic, int partition, int number) {
    String key = number % 5 == 0 ? null : "key " + number % 17;
    String value = number % 7 == 0 ? null : "Dear Ottla, this is letter " + number;
    ProducerRecord<String, String> record =
        new ProducerRecord<>(topic, partition, RECENT_MS + 1_000L * number, key, value);
    record.headers().add("number", Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    if (number % 3 == 0) {
      record.headers().add("number", new byte[0]).add("nothing", null);
    }
    return record;
  }

  private void change() {
    try (Admin admin = clients.admin()) {
      var unused =
          Clients.get(
              admin.deleteRecords(Map.of(BEHEADED, RecordsToDelete.beforeOffset(DELETED))).all());
      Clients.get(admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(3))).all());
      Clients.get(admin.deleteTopics(List.of("gone")).all());
    }
    clients.createTopic("last", 1, Map.of());
  }

  private int segments(String topic) {
    try (Stream<Path> files = Files.list(clients.broker().logDirectory().resolve(topic + "-0"))) {
      return (int) files.filter(file -> file.toString().endsWith(".log")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
