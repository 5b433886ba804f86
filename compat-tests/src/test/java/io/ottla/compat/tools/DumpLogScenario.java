package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a stopped broker as Apache Kafka's own tool reads them. */
@WithBroker(
    own = true,
    properties = {
      "log.segment.bytes=1048576",
      "metadata.log.max.record.bytes.between.snapshots=1000"
    })
final class DumpLogScenario {
  private static final int SIGTERM_EXIT_CODE = 143;
  private static final int SMALL_BATCHES = 300;
  private static final String COMPLETE_COMMIT = "\"transactionStatus\":4,";
  private static final String COMPLETE_ABORT = "\"transactionStatus\":5,";

  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final Clients clients;
  private int more;

  DumpLogScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
    clients = new Clients(broker);
  }

  @BeforeEach
  void start() {
    if (!broker.isAlive()) {
      broker.start();
    }
  }

  @Test
  void everyFileIsReadToTheLastRecord(TestNames names) throws IOException {
    String topic = names.topic();
    String group = names.group();
    List<String> text = Text.lines();
    tools.createTopic(topic, 1);
    for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      tools.produce(Text.joined(text), topic, "--compression-codec", compression);
    }
    List<String> unused = tools.consume(topic, 10, "--group", group);
    awaitSnapshotWith(topic);
    int exitCode = broker.stop();

    assertThat(exitCode).isIn(0, SIGTERM_EXIT_CODE);
    List<Path> logs = files(topic + "-0", ".log");
    assertThat(logs).hasSizeGreaterThan(1);
    long records = 0;
    for (Path log : logs) {
      ToolResult dump = dump(log, "--deep-iteration", "--print-data-log");
      records += dump.lines().stream().filter(line -> line.startsWith("| offset:")).count();
    }
    assertThat(records).isEqualTo(5L * text.size());
    for (String kind : List.of(".index", ".timeindex")) {
      for (Path index : files(topic + "-0", kind)) {
        var dumped = dump(index, "--index-sanity-check");
        assertThat(dumped.out()).doesNotContain("Mismatches");
      }
    }
    assertThat(internal("__consumer_offsets-", "--offsets-decoder", group)).isNotEmpty();
    assertThat(metadataRecords()).contains("TOPIC_RECORD", "PARTITION_RECORD", topic);
    Path snapshot = broker.logDirectory().resolve("bootstrap.checkpoint");
    assertThat(dump(snapshot, "--cluster-metadata-decoder").out())
        .contains("SnapshotHeader", "FEATURE_LEVEL_RECORD", "SnapshotFooter");
    assertThat(
            dump(last("__cluster_metadata-0", ".checkpoint"), "--cluster-metadata-decoder").out())
        .contains("SnapshotHeader", "TOPIC_RECORD", topic, "SnapshotFooter");
  }

  /** What coordinators write, and what a log with transactions has beside its segments. */
  @Test
  void transactionsAndOffsetsAreDecoded(TestNames names) throws IOException {
    String topic = names.topic();
    String group = names.group();
    String id = names.fresh("id");
    clients.createTopic(topic, 1, Map.of());
    transactions(topic, id);
    try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(2, "note")));
    }
    int exitCode = broker.stop();

    assertThat(exitCode).isIn(0, SIGTERM_EXIT_CODE);
    assertThat(internal("__transaction_state-", "--transaction-log-decoder", id))
        .anyMatch(line -> line.contains(COMPLETE_COMMIT))
        .anyMatch(line -> line.contains(COMPLETE_ABORT));
    assertThat(internal("__consumer_offsets-", "--offsets-decoder", group))
        .anyMatch(line -> line.contains(topic) && line.contains("\"offset\":2"))
        .anyMatch(line -> line.contains("note"));
    assertThat(dump(last(topic + "-0", ".txnindex")).lines())
        .filteredOn(line -> line.contains("producerId: "))
        .hasSize(1);
    assertThat(dump(last(topic + "-0", ".snapshot")).lines())
        .filteredOn(line -> line.contains("producerId: "))
        .hasSize(1);
    assertThat(dump(broker.logDirectory().resolve(topic + "-0/leader-epoch-checkpoint")).err())
        .contains("Ignoring unknown file");
  }

  private void transactions(String topic, String id) {
    try (KafkaProducer<String, String> producer = clients.producer("transactional.id=" + id)) {
      producer.initTransactions();
      for (boolean commit : List.of(true, false)) {
        producer.beginTransaction();
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, "in one"));
        producer.flush();
        if (commit) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    try (Admin admin = clients.admin()) {
      Deadline.until(
          "marker of the second",
          Duration.ofSeconds(30),
          () -> admin.describeTransactions(List.of(id)).description(id).get().state(),
          state -> state == TransactionState.COMPLETE_ABORT);
    }
  }

  /**
   * The tool stops at zeros behind the last batch: of a log that is appended to in place here, and
   * of one that is preallocated there. What it is told to read it reads.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSegmentThatIsAppendedToIsReadUpToItsZeros(boolean killed, TestNames names) {
    String topic = names.topic();
    boolean inPlace = Product.chosen() == Product.OTTLA;
    clients.createTopic(topic, 1, inPlace ? Map.of() : Map.of("preallocate", "true"));
    send(topic);
    Path log = broker.logDirectory().resolve(topic + "-0/00000000000000000000.log");
    String sizeInBytes = Long.toString(sizeInBytes(topic));
    if (killed) {
      broker.kill();
    }

    assertThatThrownBy(() -> dump(log))
        .hasStackTraceContaining("Found record size 0 smaller than minimum record overhead (14)");
    assertThat(dump(log, "--print-data-log", "--max-bytes", sizeInBytes).lines())
        .filteredOn(line -> line.startsWith("| offset:"))
        .hasSize(SMALL_BATCHES);
    if (killed) {
      broker.start();
      dump(log, "--print-data-log", "--max-bytes", sizeInBytes);
    }
  }

  /** So many small batches that they are appended in place. */
  private void send(String topic) {
    try (KafkaProducer<String, String> producer =
        clients.producer("batch.size=0", "linger.ms=0", "acks=all")) {
      for (int i = 0; i < SMALL_BATCHES; i++) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, "small " + i));
      }
    }
  }

  private long sizeInBytes(String topic) {
    try (Admin admin = clients.admin()) {
      return Clients.get(admin.describeLogDirs(List.of(1)).allDescriptions()).values().stream()
          .flatMap(directories -> directories.values().stream())
          .map(directory -> directory.replicaInfos().get(new TopicPartition(topic, 0)))
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow()
          .size();
    }
  }

  /** Each topic makes the next snapshot due. */
  private void awaitSnapshotWith(String topic) {
    Deadline.until(
        "metadata snapshot with " + topic,
        Duration.ofSeconds(30),
        () -> {
          clients.createTopic(topic + "-" + more++, 1, Map.of());
          List<Path> files = files("__cluster_metadata-0", ".checkpoint");
          return !files.isEmpty()
              && new String(
                      Files.readAllBytes(files.get(files.size() - 1)), StandardCharsets.ISO_8859_1)
                  .contains(topic);
        },
        there -> there);
  }

  /** The lines of an internal topic that are about this. */
  private List<String> internal(String topic, String decoder, String about) throws IOException {
    try (Stream<Path> directories = Files.list(broker.logDirectory())) {
      return directories
          .filter(path -> path.getFileName().toString().startsWith(topic))
          .map(path -> path.resolve("00000000000000000000.log"))
          .filter(Files::exists)
          .flatMap(log -> dump(log, decoder).lines().stream())
          .filter(line -> line.contains(about))
          .toList();
    }
  }

  private Path last(String partition, String suffix) throws IOException {
    List<Path> files = files(partition, suffix);
    assertThat(files).as("files that end in " + suffix).isNotEmpty();
    return files.get(files.size() - 1);
  }

  /** The segments go that a snapshot has made superfluous. */
  private String metadataRecords() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String kind : List.of(".checkpoint", ".log")) {
      for (Path file : files("__cluster_metadata-0", kind)) {
        all.append(dump(file, "--cluster-metadata-decoder").out());
      }
    }
    return all.toString();
  }

  private List<Path> files(String partition, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(broker.logDirectory().resolve(partition))) {
      return files.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static ToolResult dump(Path file, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--files";
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    ToolResult result = Tools.run("kafka-dump-log", all).requireSuccess();
    assertThat(result.lines())
        .filteredOn(line -> !line.startsWith("| "))
        .noneMatch(line -> line.contains("isvalid: false") || line.contains("corrupt"));
    assertThat(result.err()).doesNotContain("Exception");
    return result;
  }
}
