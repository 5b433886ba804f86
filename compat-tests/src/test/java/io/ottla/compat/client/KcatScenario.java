package io.ottla.compat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Maps;
import io.ottla.compat.support.Project;
import io.ottla.compat.support.Text;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** librdkafka, which most clients of other languages are made of, through kcat. */
@WithBroker
final class KcatScenario {
  private final BrokerUnderTest broker;
  private final Clients clients;
  private final List<String> text = Text.lines().stream().filter(line -> !line.isEmpty()).toList();

  KcatScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
  }

  @BeforeEach
  void needKcat() {
    assumeTrue(isInstalled(), "kcat is not installed (Debian's package kcat)");
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kcat")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void aTextComesBackAndIsReallyCompressed(String compression, TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Path input = Files.createTempFile(Project.target(), "kcat", ".in");
    Files.write(input, text);

    List<String> sent =
        kcat("-P", "-t", topic, "-z", compression, "-l", input.toString(), "-X", "acks=all");
    List<String> consumed = kcat("-C", "-t", topic, "-o", "beginning", "-e", "-q");

    Files.delete(input);
    assertThat(sent).isEmpty();
    Lines.assertSame(text, consumed);
    long bytes = logBytes(topic);
    assertThat(bytes).isGreaterThan(50_000);
    assertThat(bytes < 500_000).isEqualTo(!compression.equals("none"));
  }

  private long logBytes(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var admin = clients.admin()) {
      return Maps.value(Clients.get(admin.describeLogDirs(List.of(1)).allDescriptions()), 1)
          .values()
          .stream()
          .mapToLong(
              directory -> {
                var replica = directory.replicaInfos().get(partition);
                return replica == null ? 0 : replica.size();
              })
          .sum();
    }
  }

  @Test
  void keysHeadersAndOffsetsComeBack(TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Path input = Files.createTempFile(Project.target(), "kcat", ".in");
    Files.write(input, List.of("a:1", "b:2", "c:"));

    List<String> sent = kcat("-P", "-t", topic, "-K", ":", "-H", "h=v", "-l", input.toString());
    List<String> consumed = kcat("-C", "-t", topic, "-o", "1", "-e", "-q", "-f", "%o %k %s %h\\n");

    Files.delete(input);
    assertThat(sent).isEmpty();
    assertThat(consumed).containsExactly("1 b 2 h=v", "2 c  h=v");
  }

  @Test
  void aGroupReadsOn(TestNames names) throws Exception {
    String topic = names.topic();
    String group = names.group();
    clients.createTopic(topic, 1, Map.of());
    try (var producer = clients.producer()) {
      for (int i = 0; i < 100; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, "line " + i));
      }
    }

    List<String> first = group(group, topic, 40);
    List<String> second = group(group, topic, 60);

    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    assertThat(all).hasSize(100).doesNotHaveDuplicates();
  }

  private List<String> group(String group, String topic, int count) throws Exception {
    return kcat(
        "-G",
        group,
        "-X",
        "auto.offset.reset=earliest",
        "-c",
        Integer.toString(count),
        "-q",
        topic);
  }

  @Test
  void metadataAndOffsetsByTimeAreAnswered(TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, 3, Map.of());

    assertThat(kcat("-L", "-t", topic))
        .anyMatch(line -> line.contains("topic \"" + topic + "\" with 3 partitions:"))
        .anyMatch(line -> line.contains("broker 1 at 127.0.0.1:" + broker.port()));
    assertThat(kcat("-Q", "-t", topic + ":0:-1")).containsExactly(topic + " [0] offset 0");
  }

  @Test
  void whatJavaCompressedKcatReads(TestNames names) throws Exception {
    for (String compression : List.of("gzip", "snappy", "lz4", "zstd")) {
      String topic = names.topic();
      clients.createTopic(topic, 1, Map.of());
      try (var producer = clients.producer("compression.type=" + compression, "linger.ms=50")) {
        for (String line : text) {
          var unused = producer.send(new ProducerRecord<>(topic, line));
        }
      }

      Lines.assertSame(text, kcat("-C", "-t", topic, "-o", "beginning", "-e", "-q"));
      try (KafkaConsumer<String, String> consumer = clients.consumer()) {
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        assertThat(Clients.poll(consumer, text.size())).hasSize(text.size());
      }
    }
  }

  private List<String> kcat(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kcat", "-b", broker.bootstrapServers()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(Project.target(), "kcat", ".out");
    Path err = Files.createTempFile(Project.target(), "kcat", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " hangs: " + Files.readString(err));
    }
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(err)).isZero();
    List<String> lines = Files.readAllLines(out);
    Files.delete(out);
    Files.delete(err);
    return lines;
  }
}
