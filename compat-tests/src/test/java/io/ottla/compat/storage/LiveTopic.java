package io.ottla.compat.storage;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** A topic whose configurations change while it is written, and its files. */
public final class LiveTopic implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long FIRST_TIMESTAMP_MS = 1_000_000_000_000L;
  private static final long LONGER_THAN_A_SEGMENT_MS = Duration.ofDays(8).toMillis();

  private final String name;
  private final Path logDirectory;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;
  private long timestampMs = FIRST_TIMESTAMP_MS;

  private LiveTopic(String name, BrokerUnderTest broker) {
    this.name = name;
    this.logDirectory = broker.logDirectory();
    Clients clients = new Clients(broker);
    this.admin = clients.admin();
    this.producer =
        clients.producer("linger.ms=0", "delivery.timeout.ms=5000", "request.timeout.ms=5000");
  }

  /** A new topic that keeps records however old they are. */
  public static LiveTopic create(
      BrokerUnderTest broker, String name, int partitions, Map<String, String> configs) {
    Map<String, String> all = new HashMap<>(Map.of("retention.ms", "-1"));
    all.putAll(configs);
    new Clients(broker).createTopic(name, partitions, all);
    return new LiveTopic(name, broker);
  }

  /** A batch as it lies in a file. */
  record StoredBatch(long baseOffset, int sizeInBytes, int compression, int recordCount) {
    private static final int LENGTH = 8;
    private static final int OVERHEAD = 12;
    private static final int ATTRIBUTES = 21;
    private static final int COUNT = 57;

    static List<StoredBatch> of(byte[] file) {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      List<StoredBatch> batches = new ArrayList<>();
      while (bytes.remaining() > COUNT && bytes.getInt(bytes.position() + LENGTH) > 0) {
        int at = bytes.position();
        int size = OVERHEAD + bytes.getInt(at + LENGTH);
        batches.add(
            new StoredBatch(
                bytes.getLong(at),
                size,
                bytes.getShort(at + ATTRIBUTES) & 7,
                bytes.getInt(at + COUNT)));
        bytes.position(at + size);
      }
      return batches;
    }
  }

  String name() {
    return name;
  }

  /** Changes a configuration, and returns once the broker shows it. */
  void set(String config, String value) {
    alter(new ConfigResource(ConfigResource.Type.TOPIC, name), config, value);
  }

  /** Changes the default of all brokers, which topics follow that have no value of their own. */
  void setDefault(String config, @Nullable String value) {
    alter(new ConfigResource(ConfigResource.Type.BROKER, ""), config, value);
  }

  private void alter(ConfigResource resource, String config, @Nullable String value) {
    AlterConfigOp change =
        new AlterConfigOp(
            new ConfigEntry(config, value), value == null ? OpType.DELETE : OpType.SET);
    var unused =
        Clients.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    var unusedToo =
        Deadline.until(
            config + " of " + value,
            LIMIT,
            () -> Maps.value(admin.describeConfigs(List.of(resource)).all().get(), resource),
            shown -> isShown(shown.get(config), value));
  }

  private static boolean isShown(@Nullable ConfigEntry shown, @Nullable String value) {
    return value == null || (shown != null && value.equals(shown.value()));
  }

  /** The values that the broker shows for the topic. */
  String shown(String config) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    return Maps.value(Clients.get(admin.describeConfigs(List.of(resource)).all()), resource)
        .get(config)
        .value();
  }

  /** Lets time pass, for timestamps. */
  void later(long ms) {
    timestampMs += ms;
  }

  /** What is sent next begins a new segment. */
  public void muchLater() {
    later(LONGER_THAN_A_SEGMENT_MS);
  }

  /** Sends a record in a batch of its own, with the time of the topic. */
  public void send(@Nullable String key, @Nullable String value) {
    send(0, timestampMs, key, value);
  }

  void send(int partition, long atMs, @Nullable String key, @Nullable String value) {
    Throwable failure = refusal(partition, atMs, key, value);
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  void send(int partition, String value) {
    send(partition, timestampMs, "key", value);
  }

  /** Why a record is refused; null when it is not. */
  @Nullable Throwable refusal(@Nullable String key, @Nullable String value) {
    return refusal(0, timestampMs, key, value);
  }

  @Nullable Throwable refusal(
      int partition, long atMs, @Nullable String key, @Nullable String value) {
    try {
      var unused = producer.send(new ProducerRecord<>(name, partition, atMs, key, value)).get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  long earliestOffset() throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(name, 0);
    return Maps.value(
            admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).all().get(), partition)
        .offset();
  }

  void deleteRecordsBefore(long offset) {
    var unused =
        Clients.get(
            admin
                .deleteRecords(
                    Map.of(new TopicPartition(name, 0), RecordsToDelete.beforeOffset(offset)))
                .all());
  }

  /** The files of a partition whose names end like this, in order. */
  List<Path> files(int partition, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(logDirectory.resolve(name + "-" + partition))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  int segmentCount() throws IOException {
    return files(0, ".log").size();
  }

  List<StoredBatch> batches() throws IOException {
    List<StoredBatch> batches = new ArrayList<>();
    for (Path file : files(0, ".log")) {
      batches.addAll(StoredBatch.of(Files.readAllBytes(file)));
    }
    return batches;
  }

  /** The base offsets of the batches in the files that have records. */
  List<Long> offsets() throws IOException {
    return batches().stream()
        .filter(batch -> batch.recordCount() > 0)
        .map(StoredBatch::baseOffset)
        .toList();
  }

  StoredBatch lastBatch() throws IOException {
    List<StoredBatch> batches = batches();
    return batches.get(batches.size() - 1);
  }

  /** Waits until the files have batches with records at these offsets. */
  public void awaitOffsets(List<Long> expected) {
    var unused =
        Deadline.until(
            "batches " + expected + " in " + name, LIMIT, this::offsets, expected::equals);
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
