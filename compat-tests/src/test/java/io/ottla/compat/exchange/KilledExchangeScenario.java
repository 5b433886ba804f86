package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.KafkaProcess;
import io.ottla.compat.broker.OttlaProcess;
import io.ottla.compat.broker.Product;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Lines;
import io.ottla.compat.survival.Load;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two products in turn on one directory, each killed: the first when all is acknowledged, and
 * nothing of it may be missing; the second under load, and the producer goes on with the first.
 */
final class KilledExchangeScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "log.cleaner.backoff.ms", "100",
          "log.initial.task.delay.ms", "100",
          "log.flush.start.offset.checkpoint.interval.ms", "100",
          "broker.session.timeout.ms", "4000",
          "broker.heartbeat.interval.ms", "500");
  private static final String SMALL = "small";
  private static final int SMALL_BATCHES = 500;
  private static final String LOADED = "loaded";
  private static final int LOADED_PARTITIONS = 3;

  /**
   * Apache Kafka takes a snapshot of the producers at the end of its recovery and loads it, which
   * has the last batch of each. The producer has what it sent before that, and was not answered,
   * refused as out of order, and sends it once more in a new epoch.
   */
  private static final int KNOWN_TO_A_RECOVERED_KAFKA = 1;

  private static final long PREALLOCATED_INDEX_BYTES = 10_485_760;

  @BeforeEach
  void onlyWhereOttlaIsTested() {
    Assumptions.assumeTrue(Product.chosen() == Product.OTTLA, "no Ottla to exchange with");
  }

  @Test
  void kafkaLosesNothingOfAKilledOttlaNorOttlaOfAKilledKafkaUnderLoad() throws IOException {
    try (BrokerUnderTest ottla = OttlaProcess.create("killed-ottla", PROPERTIES)) {
      exchange(ottla, KafkaProcess::inPlaceOf, KilledExchangeScenario::assertEndsWithZeros, 5);
    }
  }

  @Test
  void ottlaLosesNothingOfAKilledKafkaNorKafkaOfAKilledOttlaUnderLoad() throws IOException {
    try (BrokerUnderTest kafka = KafkaProcess.create("killed-kafka", PROPERTIES)) {
      exchange(
          kafka,
          OttlaProcess::inPlaceOf,
          KilledExchangeScenario::assertIndexIsPreallocated,
          KNOWN_TO_A_RECOVERED_KAFKA);
    }
  }

  /** What is looked at in the directory of a broker that was killed. */
  private interface Remains {
    void check(Path partition) throws IOException;
  }

  private static void exchange(
      BrokerUnderTest first,
      Function<BrokerUnderTest, BrokerUnderTest> successor,
      Remains remains,
      int inFlight)
      throws IOException {
    first.start();
    Clients clients = new Clients(first);
    try (Household household = Household.of(first)) {
      household.begin();
      writeSmallBatches(clients);
      clients.createTopic(LOADED, LOADED_PARTITIONS, Map.of());
      Ledger before = Ledger.of(first);
      awaitCheckpoint(first);
      first.kill();
      remains.check(first.logDirectory().resolve(SMALL + "-0"));
      BrokerUnderTest second = successor.apply(first);
      Load load;
      try {
        second.start();
        Ledger.of(second).assertIs(before);
        household.goOn();
        load = killUnderLoad(second, inFlight);
      } finally {
        if (second.isAlive()) {
          second.kill();
        }
      }
      first.start();
      goOn(load);
      check(clients, load);
      household.goOn();
    }
  }

  /** Where a log begins is written down from time to time, and what is not is forgotten. */
  private static void awaitCheckpoint(BrokerUnderTest broker) {
    Path checkpoint = broker.logDirectory().resolve("log-start-offset-checkpoint");
    TopicPartition partition = Letters.BEHEADED;
    String line = partition.topic() + " " + partition.partition() + " " + Letters.DELETED;
    var unused =
        Deadline.until(
            "checkpoint of the start of a log",
            LIMIT,
            () -> Files.readAllLines(checkpoint),
            lines -> lines.contains(line));
  }

  /** Each in a batch of its own, so that Ottla appends them through a mapping. */
  private static void writeSmallBatches(Clients clients) {
    clients.createTopic(SMALL, 1, Map.of());
    try (KafkaProducer<String, String> producer =
        clients.producer("batch.size=0", "linger.ms=0", "acks=all")) {
      Sending.all(
          producer,
          IntStream.range(0, SMALL_BATCHES)
              .mapToObj(i -> new ProducerRecord<String, String>(SMALL, 0, null, "small " + i))
              .toList());
    }
  }

  private static void assertEndsWithZeros(Path partition) throws IOException {
    try (RandomAccessFile log =
        new RandomAccessFile(partition.resolve("00000000000000000000.log").toFile(), "r")) {
      log.seek(log.length() - Long.BYTES);
      assertThat(log.readLong()).as("end of a segment that is appended to").isZero();
    }
  }

  private static void assertIndexIsPreallocated(Path partition) throws IOException {
    assertThat(Files.size(partition.resolve("00000000000000000000.index")))
        .isEqualTo(PREALLOCATED_INDEX_BYTES);
  }

  private static Load killUnderLoad(BrokerUnderTest broker, int inFlight) {
    Load load =
        Load.start(
            new Clients(broker),
            1,
            LOADED_PARTITIONS,
            LOADED,
            "enable.idempotence=true",
            "max.in.flight.requests.per.connection=" + inFlight,
            "reconnect.backoff.max.ms=100");
    Deadline.until("acknowledgements", LIMIT, () -> load.acknowledgedCount() > 2_000);
    broker.kill();
    return load;
  }

  private static void goOn(Load load) {
    long before = load.acknowledgedCount();
    Deadline.until("more of them", LIMIT, () -> load.acknowledgedCount() > before + 2_000);
    load.stop();
    assertThat(load.acknowledgedCount()).isEqualTo(load.sentCount());
  }

  /** Each record once and in order. */
  private static void check(Clients clients, Load load) {
    for (int partition = 0; partition < LOADED_PARTITIONS; partition++) {
      List<Long> found =
          RecordPage.read(
                  clients, List.of(new TopicPartition(LOADED, partition)), "read_uncommitted")
              .stream()
              .map(record -> Long.valueOf(record.value()))
              .toList();
      Lines.assertSame(texts(load.acknowledged(partition)), texts(found));
    }
  }

  private static List<String> texts(List<Long> numbers) {
    return numbers.stream().map(Object::toString).toList();
  }
}
