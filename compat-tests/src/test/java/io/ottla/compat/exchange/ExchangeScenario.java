package io.ottla.compat.exchange;

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
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two products in turn on one directory, with the same properties. */
final class ExchangeScenario {
  private static final int SIGTERM_EXIT_CODE = 143;

  /** More than Ottla keeps no notes of; each holds one large record. */
  private static final int SEGMENTS = 40;

  /**
   * Compaction at once. And Apache Kafka does not take over before the session ends of a broker
   * that has not said that it stops.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "log.cleaner.backoff.ms", "100",
          "log.initial.task.delay.ms", "100",
          "broker.session.timeout.ms", "4000",
          "broker.heartbeat.interval.ms", "500");

  private static final String LARGE = "x".repeat(600_000);

  @BeforeEach
  void onlyWhereOttlaIsTested() {
    Assumptions.assumeTrue(Product.chosen() == Product.OTTLA, "no Ottla to exchange with");
  }

  @Test
  void kafkaGoesOnWithWhatOttlaHasWrittenAndBack() {
    try (BrokerUnderTest ottla = OttlaProcess.create("ottla-then-kafka", PROPERTIES)) {
      exchange(ottla, KafkaProcess::inPlaceOf);
    }
  }

  @Test
  void ottlaGoesOnWithWhatKafkaHasWrittenAndBack() {
    try (BrokerUnderTest kafka = KafkaProcess.create("kafka-then-ottla", PROPERTIES)) {
      exchange(kafka, OttlaProcess::inPlaceOf);
    }
  }

  private static void exchange(
      BrokerUnderTest first, Function<BrokerUnderTest, BrokerUnderTest> successor) {
    first.start();
    try (Household household = Household.of(first)) {
      household.begin();
      Ledger before = Ledger.of(first);
      assertStops(first);
      BrokerUnderTest second = successor.apply(first);
      try {
        second.start();
        Ledger.of(second).assertIs(before);
        household.goOn();
        before = Ledger.of(second);
        assertStops(second);
      } finally {
        end(second);
      }
      first.start();
      Ledger.of(first).assertIs(before);
      household.goOn();
    }
  }

  private static void assertStops(BrokerUnderTest broker) {
    assertThat(broker.stop()).isIn(0, SIGTERM_EXIT_CODE);
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

  private static void end(BrokerUnderTest broker) {
    if (broker.isAlive()) {
      broker.kill();
    }
  }
}
