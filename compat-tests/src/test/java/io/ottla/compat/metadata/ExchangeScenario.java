package io.ottla.compat.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.KafkaProcess;
import io.ottla.compat.broker.OttlaProcess;
import io.ottla.compat.broker.Product;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two products in turn on one directory, with the same properties. */
final class ExchangeScenario {
  private static final int RECORDS = 200;

  /** More than Ottla keeps no notes of; each holds one large record. */
  private static final int SEGMENTS = 40;

  private static final String LARGE = "x".repeat(600_000);

  @BeforeEach
  void onlyWhereOttlaIsTested() {
    Assumptions.assumeTrue(Product.chosen() == Product.OTTLA, "no Ottla to exchange with");
  }

  @Test
  void kafkaGoesOnWithWhatOttlaHasWrittenAndBack() {
    try (BrokerUnderTest ottla = OttlaProcess.create("ottla-then-kafka", Map.of())) {
      ottla.start();
      write(ottla, "first");
      String description = describe(ottla, "first");
      ottla.stop();
      BrokerUnderTest kafka = KafkaProcess.inPlaceOf(ottla);
      try {
        kafka.start();
        assertThat(describe(kafka, "first")).isEqualTo(description);
        check(kafka, "first");
        write(kafka, "second");
        kafka.stop();
      } finally {
        end(kafka);
      }
      ottla.start();
      assertThat(describe(ottla, "first")).isEqualTo(description);
      check(ottla, "first");
      check(ottla, "second");
    }
  }

  @Test
  void ottlaGoesOnWithWhatKafkaHasWrittenAndBack() {
    try (BrokerUnderTest kafka = KafkaProcess.create("kafka-then-ottla", Map.of())) {
      kafka.start();
      write(kafka, "first");
      String description = describe(kafka, "first");
      kafka.stop();
      BrokerUnderTest ottla = OttlaProcess.inPlaceOf(kafka);
      try {
        ottla.start();
        assertThat(describe(ottla, "first")).isEqualTo(description);
        check(ottla, "first");
        write(ottla, "second");
        ottla.stop();
      } finally {
        end(ottla);
      }
      kafka.start();
      check(kafka, "first");
      check(kafka, "second");
    }
  }

  @Test
  void whatOttlaKnowsOfSegmentsIsNoConcernOfKafkaNorBelievedAfterIt() {
    List<String> lines = IntStream.range(0, SEGMENTS).mapToObj(i -> i + LARGE).toList();
    try (BrokerUnderTest ottla = OttlaProcess.create("many-segments", Map.of())) {
      ottla.start();
      new BrokerTools(ottla)
          .run("kafka-topics", "--create", "--topic", "many", "--config", "segment.bytes=1048576")
          .requireSuccess();
      new BrokerTools(ottla).produce(String.join("\n", lines) + "\n", "many");
      ottla.stop();
      Path catalog = ottla.logDirectory().resolve("many-0/ottla.segments");
      assertThat(catalog).exists();
      BrokerUnderTest kafka = KafkaProcess.inPlaceOf(ottla);
      try {
        kafka.start();
        assertThat(new BrokerTools(kafka).consume("many", SEGMENTS)).isEqualTo(lines);
        new BrokerTools(kafka).produce(String.join("\n", lines) + "\n", "many");
        kafka.stop();
      } finally {
        end(kafka);
      }
      assertThat(catalog).exists();
      ottla.start();
      assertThat(new BrokerTools(ottla).consume("many", 2 * SEGMENTS))
          .isEqualTo(Stream.concat(lines.stream(), lines.stream()).toList());
      assertThat(lastByTime(ottla, "many")).isEqualTo("many:0:" + (2 * SEGMENTS - 1));
    }
  }

  private static String lastByTime(BrokerUnderTest broker, String topic) {
    return String.join(
        "\n",
        new BrokerTools(broker)
            .run("kafka-get-offsets", "--topic", topic, "--time", "max-timestamp")
            .requireSuccess()
            .lines());
  }

  @Test
  void stockToolReadsTheMetadataLog() {
    try (BrokerUnderTest ottla = OttlaProcess.create("metadata-dump", Map.of())) {
      ottla.start();
      new BrokerTools(ottla).createTopic("dumped", 2);
      ottla.stop();

      List<String> lines =
          Tools.run(
                  "kafka-dump-log",
                  "--cluster-metadata-decoder",
                  "--files",
                  ottla
                      .logDirectory()
                      .resolve("__cluster_metadata-0/00000000000000000000.log")
                      .toString())
              .requireSuccess()
              .lines();

      assertThat(lines).anyMatch(l -> l.contains("LeaderChange"));
      assertThat(lines)
          .anyMatch(l -> l.contains("\"type\":\"TOPIC_RECORD\"") && l.contains("dumped"));
      assertThat(lines).filteredOn(l -> l.contains("\"PARTITION_RECORD\"")).hasSize(2);
      assertThat(lines).noneMatch(l -> l.contains("isvalid: false"));
    }
  }

  /** A topic with a configuration of its own and records in it. */
  private static void write(BrokerUnderTest broker, String topic) {
    BrokerTools tools = new BrokerTools(broker);
    tools
        .run(
            "kafka-topics",
            "--create",
            "--topic",
            topic,
            "--partitions",
            "1",
            "--config",
            "retention.ms=123456789")
        .requireSuccess();
    tools.produce(String.join("\n", lines()) + "\n", topic);
  }

  private static void check(BrokerUnderTest broker, String topic) {
    assertThat(new BrokerTools(broker).consume(topic, RECORDS)).isEqualTo(lines());
  }

  /** Topic id, partitions, leader and configuration. */
  private static String describe(BrokerUnderTest broker, String topic) {
    return new BrokerTools(broker)
        .run("kafka-topics", "--describe", "--topic", topic)
        .requireSuccess()
        .lines()
        .toString();
  }

  private static List<String> lines() {
    return IntStream.range(0, RECORDS).mapToObj(i -> "record " + i).toList();
  }

  private static void end(BrokerUnderTest broker) {
    if (broker.isAlive()) {
      broker.kill();
    }
  }
}
