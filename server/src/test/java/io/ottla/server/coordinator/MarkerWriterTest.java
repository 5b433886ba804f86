package io.ottla.server.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.replication.image.TopicImage;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.handler.Cluster;
import io.ottla.server.handler.TestReplica;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerWriterTest {
  private static final int OLD = 1;
  private static final int BUMPING = 2;

  private final Cluster cluster = Cluster.ofOneBroker();
  private final TopicImage topic = cluster.topic("t", 2);
  private final TopicImage offsets = cluster.topic("__consumer_offsets", 1);
  private TestReplica replica;
  private MarkerWriter writer;

  @BeforeEach
  void open(@TempDir Path directory) {
    replica = new TestReplica(directory, topic);
    GroupCoordinator groups =
        new GroupCoordinator(
            GroupConfig.DEFAULT,
            groupId -> GroupConfig.Consumer.DEFAULT,
            new ImageTopicCatalog(cluster),
            () -> "id");
    writer =
        new MarkerWriter(
            cluster,
            (topicId, index) ->
                topicId.equals(offsets.id()) || (topicId.equals(topic.id()) && index == 0)
                    ? replica.partition()
                    : null,
            groups,
            new ManualClock(1_000_000));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  private ErrorCode write(int version, int epoch, int partition) {
    List<ErrorCode> results = new ArrayList<>();
    writer.write(marker(version, epoch), new TopicPartition("t", partition), results::add);
    ((ManualLoop) replica.partition().loop()).runAll();
    return results.get(0);
  }

  private static Marker marker(int version, int epoch) {
    return new Marker(TransactionalBatches.PRODUCER, (short) epoch, false, 1, (short) version);
  }

  private boolean isOpen() {
    var producer = replica.partition().log().findProducer(TransactionalBatches.PRODUCER);
    return producer != null && producer.transactionFirstOffset() >= 0;
  }

  @Test
  void anOldTransactionEndsInItsOwnEpoch() {
    assertThat(TransactionalBatches.open(replica.partition(), 3)).isEqualTo(ErrorCode.NONE);

    assertThat(write(OLD, 2, 0)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(isOpen()).isTrue();
    assertThat(write(OLD, 3, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void aBumpingTransactionEndsInTheNextEpoch() {
    TransactionalBatches.open(replica.partition(), 3);

    assertThat(write(BUMPING, 3, 0)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(isOpen()).isTrue();
    assertThat(write(BUMPING, 4, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void aMarkerMayComeAgain() {
    TransactionalBatches.open(replica.partition(), 3);

    assertThat(write(BUMPING, 4, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(write(BUMPING, 4, 0)).isEqualTo(ErrorCode.NONE);
    assertThat(write(BUMPING, 3, 0)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  @Test
  void aMarkerOfTheLastTransactionDoesNotEndTheNext() {
    TransactionalBatches.open(replica.partition(), 3);
    write(BUMPING, 4, 0);
    assertThat(TransactionalBatches.open(replica.partition(), 4)).isEqualTo(ErrorCode.NONE);

    assertThat(write(BUMPING, 4, 0)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);

    assertThat(isOpen()).isTrue();
  }

  @Test
  void everyPartitionGetsItsOwnResult() {
    List<Map<TopicPartition, ErrorCode>> results = new ArrayList<>();
    TopicPartition here = new TopicPartition("t", 0);
    TopicPartition elsewhere = new TopicPartition("t", 1);
    TopicPartition unknown = new TopicPartition("t", 2);

    writer.send(marker(BUMPING, 4), Set.of(here, elsewhere, unknown), results::add);
    ((ManualLoop) replica.partition().loop()).runAll();

    assertThat(results.get(0))
        .containsEntry(here, ErrorCode.NONE)
        .containsEntry(elsewhere, ErrorCode.NOT_LEADER_OR_FOLLOWER)
        .containsEntry(unknown, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }
}
