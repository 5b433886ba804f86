package io.ottla.compat.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * File → topic → file through two workers, one of which is killed at work. The source writes
 * exactly once (its offsets and records in one transaction), the sink at least once.
 */
@WithBroker
final class ConnectScenario {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final BrokerUnderTest broker;
  private final Clients clients;

  /** The file source counts characters and skips bytes when it resumes: only ASCII stays whole. */
  private final List<String> text =
      Text.lines().stream()
          .filter(line -> !line.isBlank() && line.chars().allMatch(c -> c < 128))
          .limit(3_000)
          .toList();

  ConnectScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
  }

  @Test
  void everyLineArrivesThoughAWorkerIsKilled(TestNames names, @TempDir Path directory)
      throws IOException {
    String group = names.fresh("connect");
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Path source = directory.resolve("source.txt");
    Path sink = directory.resolve("sink.txt");
    Files.write(source, text.subList(0, 1_500));

    try (ConnectWorker first = ConnectWorker.start(broker, group, directory);
        ConnectWorker second = ConnectWorker.start(broker, group, directory)) {
      create(first, "lines-in", source("lines-in", source, topic));
      create(second, "lines-out", sink("lines-out", sink, topic));
      await("the first half", sink, text.subList(0, 1_500), first, second);

      boolean firstReads =
          Deadline.until(
                  "the worker of the source",
                  LIMIT,
                  () -> first.runsTaskOf("lines-in") ? "first" : second.runsTaskOf("lines-in") + "",
                  answer -> !answer.equals("false"))
              .equals("first");
      ConnectWorker reader = firstReads ? first : second;
      ConnectWorker other = firstReads ? second : first;
      Files.write(source, text.subList(1_500, 2_000), StandardOpenOption.APPEND);
      reader.kill();
      Files.write(source, text.subList(2_000, 3_000), StandardOpenOption.APPEND);

      await("every line", sink, text, other);
      Lines.assertSame(text, committed(topic));
      for (String internal : List.of("configs", "offsets", "status")) {
        assertThat(clients.topicConfig(group + "-" + internal, "cleanup.policy"))
            .isEqualTo("compact");
      }
    }
  }

  private static Map<String, String> source(String name, Path file, String topic) {
    return Map.of(
        "name",
        name,
        "connector.class",
        "org.apache.kafka.connect.file.FileStreamSourceConnector",
        "tasks.max",
        "1",
        "file",
        file.toString(),
        "topic",
        topic,
        "batch.size",
        "100");
  }

  private static Map<String, String> sink(String name, Path file, String topic) {
    return Map.of(
        "name",
        name,
        "connector.class",
        "org.apache.kafka.connect.file.FileStreamSinkConnector",
        "tasks.max",
        "1",
        "file",
        file.toString(),
        "topics",
        topic);
  }

  private static void create(ConnectWorker worker, String name, Map<String, String> config) {
    boolean unused =
        Deadline.until(
            "connector " + name,
            LIMIT,
            () -> {
              worker.requireAlive();
              return worker.put(name, config);
            },
            created -> created);
  }

  /** The sink may repeat lines after the kill, and the text has lines that occur twice. */
  private static void await(String what, Path sink, List<String> lines, ConnectWorker... workers) {
    Set<String> wanted = new HashSet<>(lines);
    Set<String> unused =
        Deadline.until(
            what,
            LIMIT,
            () -> {
              for (ConnectWorker worker : workers) {
                worker.requireAlive();
              }
              Set<String> missing = new HashSet<>(wanted);
              missing.removeAll(new HashSet<>(Files.readAllLines(sink)));
              return missing;
            },
            Set::isEmpty);
  }

  private List<String> committed(String topic) {
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("isolation.level=read_committed", "group.id=" + topic)) {
      consumer.subscribe(List.of(topic));
      return Clients.poll(consumer, text.size()).stream().map(record -> record.value()).toList();
    }
  }
}
