package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each configuration of a topic that is about its files, changed while the topic is used: when
 * segments begin, how long they stay, when they are flushed and compacted.
 */
@WithBroker(
    own = true,
    properties = {
      "log.initial.task.delay.ms=100",
      "log.retention.check.interval.ms=100",
      "log.cleaner.backoff.ms=100",
      "log.flush.scheduler.interval.ms=100",
      "log.flush.interval.ms=9223372036854775807",
      "log.flush.offset.checkpoint.interval.ms=100",
      "offsets.topic.num.partitions=1"
    })
final class LogConfigsScenario {
  private static final String LARGE = "x".repeat(700_000);
  private static final String NEVER = "100000000000000";

  private final BrokerUnderTest broker;
  private final List<LiveTopic> topics = new ArrayList<>();

  LogConfigsScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  private LiveTopic topic(TestNames names, String... configs) {
    return topic(names, 1, configs);
  }

  private LiveTopic topic(TestNames names, int partitions, String... configs) {
    Map<String, String> map = new HashMap<>();
    for (String config : configs) {
      int at = config.indexOf('=');
      map.put(config.substring(0, at), config.substring(at + 1));
    }
    LiveTopic topic = LiveTopic.create(broker, names.topic(), partitions, map);
    topics.add(topic);
    return topic;
  }

  @AfterEach
  void close() {
    topics.forEach(LiveTopic::close);
  }

  // ---- when segments begin

  @Test
  void segmentBytes(TestNames names) throws IOException {
    LiveTopic topic = topic(names);
    topic.send("a", LARGE);
    topic.send("a", LARGE);
    assertThat(topic.segmentCount()).isEqualTo(1);

    topic.set("segment.bytes", "1048576");
    topic.send("a", LARGE);
    topic.send("a", LARGE);

    assertThat(topic.segmentCount()).isEqualTo(3);
  }

  @Test
  void segmentMs(TestNames names) throws IOException {
    LiveTopic topic = topic(names);
    topic.send("a", "1");
    topic.later(5_000);
    topic.send("a", "2");
    assertThat(topic.segmentCount()).isEqualTo(1);

    topic.set("segment.ms", "5000");
    topic.later(1);
    topic.send("a", "3");

    assertThat(topic.segmentCount()).isEqualTo(2);
  }

  /** Of sixteen partitions hardly all have the same luck. */
  @Test
  void segmentJitterMs(TestNames names) throws IOException {
    int partitions = 16;
    long segmentMs = 1_000_000;
    LiveTopic topic = topic(names, partitions, "segment.ms=" + segmentMs);
    sendToAll(topic, partitions, "before");
    topic.set("segment.jitter.ms", Long.toString(segmentMs));
    topic.muchLater();
    sendToAll(topic, partitions, "in a segment that began with the jitter");
    topic.later(segmentMs / 2);
    sendToAll(topic, partitions, "in the same, or the next");

    Set<Integer> counts = new HashSet<>();
    for (int partition = 0; partition < partitions; partition++) {
      counts.add(topic.files(partition, ".log").size());
    }
    assertThat(counts).containsExactlyInAnyOrder(2, 3);
  }

  private static void sendToAll(LiveTopic topic, int partitions, String value) {
    for (int partition = 0; partition < partitions; partition++) {
      topic.send(partition, value);
    }
  }

  @Test
  void segmentIndexBytes(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "index.interval.bytes=0");
    topic.send("a", "x");
    topic.set("segment.index.bytes", "36");
    topic.muchLater();
    for (int i = 0; i < 12; i++) {
      topic.send("a", "x");
      topic.later(1);
    }

    assertThat(topic.segmentCount()).isGreaterThan(2);
  }

  @Test
  void indexIntervalBytes(TestNames names) {
    LiveTopic topic = topic(names);
    send(topic, 6);
    topic.muchLater();
    topic.set("index.interval.bytes", "0");
    send(topic, 6);
    topic.muchLater();
    send(topic, 1);

    Deadline.until("index entries", LiveTopic.LIMIT, () -> indexSizes(topic).equals("0 40"));
  }

  private static void send(LiveTopic topic, int count) {
    for (int i = 0; i < count; i++) {
      topic.send("a", Integer.toString(i));
    }
  }

  /** Sizes of the indexes of completed segments. */
  private static String indexSizes(LiveTopic topic) {
    try {
      List<Path> files = topic.files(0, ".index");
      return Files.size(files.get(0)) + " " + Files.size(files.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void preallocate(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "segment.bytes=1048576");
    topic.send("a", "1");
    topic.set("preallocate", "true");
    topic.muchLater();
    topic.send("a", "2");

    List<Path> files = topic.files(0, ".log");
    assertThat(files).hasSize(2);
    assertThat(Files.size(files.get(0))).isLessThan(1_000);
    assertThat(Files.size(files.get(1))).isEqualTo(1_048_576);
    assertThat(topic.offsets()).containsExactly(0L, 1L);
  }

  @Test
  void preallocateOfANewTopic(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "segment.bytes=1048576", "preallocate=true");
    topic.send("a", "1");

    List<Path> files = topic.files(0, ".log");
    assertThat(files).hasSize(1);
    assertThat(Files.size(files.get(0))).isEqualTo(1_048_576);
    assertThat(topic.offsets()).containsExactly(0L);
  }

  // ---- how long segments stay

  @Test
  void retentionMs(TestNames names) {
    LiveTopic topic = topic(names);
    send(topic, 3);

    topic.set("retention.ms", "1000");

    awaitStart(topic, 3);
  }

  @Test
  void retentionBytes(TestNames names) {
    LiveTopic topic = topic(names);
    topic.send("a", LARGE);
    topic.muchLater();
    topic.send("a", LARGE);

    topic.set("retention.bytes", Integer.toString(LARGE.length()));

    awaitStart(topic, 1);
  }

  private static void awaitStart(LiveTopic topic, long offset) {
    var unused =
        Deadline.until(
            "start at " + offset, LiveTopic.LIMIT, topic::earliestOffset, at -> at == offset);
  }

  @Test
  void fileDeleteDelayMs(TestNames names) throws IOException {
    LiveTopic patient = topic(names);
    deleteFirstSegment(patient, "3600000");
    LiveTopic hasty = topic(names);
    deleteFirstSegment(hasty, "0");

    Deadline.until(
        "files without delay to go",
        LiveTopic.LIMIT,
        () -> hasty.segmentCount() == 1 && hasty.files(0, ".deleted").isEmpty(),
        gone -> gone);
    assertThat(patient.files(0, ".deleted")).isNotEmpty();
  }

  private static void deleteFirstSegment(LiveTopic topic, String delayMs) {
    topic.send("a", "1");
    topic.muchLater();
    topic.send("a", "2");
    topic.set("file.delete.delay.ms", delayMs);
    topic.deleteRecordsBefore(1);
    Deadline.until(
        "deletion of a segment",
        LiveTopic.LIMIT,
        () -> topic.segmentCount() == 1,
        deleted -> deleted);
  }

  // ---- flushing

  @Test
  void flushMessages(TestNames names) {
    LiveTopic topic = topic(names);
    topic.set("flush.messages", "3");

    send(topic, 3);

    awaitRecoveryPoint(topic, 3);
  }

  @Test
  void flushMs(TestNames names) {
    LiveTopic topic = topic(names);
    send(topic, 2);

    topic.set("flush.ms", "100");

    awaitRecoveryPoint(topic, 2);
  }

  private void awaitRecoveryPoint(LiveTopic topic, long offset) {
    Path checkpoint = broker.logDirectory().resolve("recovery-point-offset-checkpoint");
    var unused =
        Deadline.until(
            "recovery point " + offset,
            LiveTopic.LIMIT,
            () -> Files.readAllLines(checkpoint),
            lines -> lines.contains(topic.name() + " 0 " + offset));
  }

  // ---- compaction

  @Test
  void cleanupPolicy(TestNames names) {
    LiveTopic topic = topic(names);
    superseded(topic);
    assertThat(topic.refusal(null, "no key")).isNull();

    topic.set("cleanup.policy", "compact");

    topic.awaitOffsets(List.of(2L, 3L, 4L));
    assertThat(topic.refusal(null, "no key")).isNotNull();

    topic.set("cleanup.policy", "compact,delete");
    topic.set("retention.ms", "1000");
    awaitStart(topic, 5);

    topic.set("cleanup.policy", "delete");
    assertThat(topic.refusal(null, "no key")).isNull();
  }

  @Test
  void minCleanableDirtyRatio(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "cleanup.policy=compact", "min.cleanable.dirty.ratio=1");
    superseded(topic);
    assertStays(names, topic);

    topic.set("min.cleanable.dirty.ratio", "0.1");

    topic.awaitOffsets(List.of(2L, 3L));
  }

  @Test
  void minCompactionLagMs(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "cleanup.policy=compact", "min.compaction.lag.ms=" + NEVER);
    superseded(topic);
    assertStays(names, topic);

    topic.set("min.compaction.lag.ms", "1000");

    topic.awaitOffsets(List.of(2L, 3L));
  }

  @Test
  void maxCompactionLagMs(TestNames names) throws IOException {
    LiveTopic topic = topic(names, "cleanup.policy=compact", "min.cleanable.dirty.ratio=1");
    superseded(topic);
    assertStays(names, topic);

    topic.set("max.compaction.lag.ms", "1000");

    topic.awaitOffsets(List.of(2L, 3L));
  }

  /** By the time that another topic is compacted this one could have been. */
  private void assertStays(TestNames names, LiveTopic topic) throws IOException {
    LiveTopic other = topic(names, "cleanup.policy=compact");
    superseded(other);
    other.awaitOffsets(List.of(2L, 3L));
    assertThat(topic.offsets()).containsExactly(0L, 1L, 2L, 3L);
  }

  /** Records of offsets 0 and 1 are superseded; that of offset 3 is in the active segment. */
  private static void superseded(LiveTopic topic) {
    send(topic, 3);
    topic.muchLater();
    topic.send("b", "last");
  }

  @Test
  void deleteRetentionMs(TestNames names) {
    LiveTopic keeping = topic(names, "cleanup.policy=compact", "min.cleanable.dirty.ratio=0");
    compactTombstoneTwice(keeping, "86400000", List.of(1L, 3L, 4L));
    LiveTopic topic = topic(names, "cleanup.policy=compact", "min.cleanable.dirty.ratio=0");
    compactTombstoneTwice(topic, "0", List.of(3L, 4L));
  }

  private static void compactTombstoneTwice(
      LiveTopic topic, String retentionMs, List<Long> expected) {
    topic.set("delete.retention.ms", retentionMs);
    topic.send("a", "1");
    topic.send("a", null);
    topic.muchLater();
    topic.send("b", "1");
    topic.awaitOffsets(List.of(1L, 2L));
    topic.send("b", "2");
    topic.muchLater();
    topic.send("c", "1");
    topic.awaitOffsets(expected);
  }
}
