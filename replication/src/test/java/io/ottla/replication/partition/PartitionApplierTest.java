package io.ottla.replication.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.replication.image.DeltaBuilder;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.Provenance;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionApplierTest {
  private static final Uuid TOPIC = new Uuid(1, 2);

  private final ManualLoop background = new ManualLoop("background", new ManualClock(0));
  private final PartitionRegistry registry = new PartitionRegistry();
  private final List<String> heard = new ArrayList<>();

  /** None of its logs can be opened. */
  private static final class NoLogs implements ReplicaLogs {
    @Override
    public @Nullable PartitionLog open(PartitionId id, Uuid directory, TopicSettings settings) {
      return null;
    }

    @Override
    public void onFailure(PartitionLog log, StorageException failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void delete(PartitionId id, PartitionLog log) {
      throw new AssertionError(id);
    }
  }

  private static final class NoLeaders implements PartitionLifecycle {
    @Override
    public void onLeader(Partition partition, int leaderEpoch) {
      throw new AssertionError(partition);
    }

    @Override
    public void onResigned(Partition partition) {
      throw new AssertionError(partition);
    }
  }

  private PartitionApplier applier(TopicSettingsSource settings) {
    return new PartitionApplier(
        1, registry, new NoLogs(), settings, new NoLeaders(), id -> background, background);
  }

  private static MetadataDelta newTopic() {
    DeltaBuilder delta = new DeltaBuilder(MetadataImage.EMPTY);
    delta.replay(new TopicRecord("orders", TOPIC));
    delta.replay(
        PartitionRecord.builder()
            .topicId(TOPIC)
            .partitionId(0)
            .replicas(List.of(1))
            .isr(List.of(1))
            .leader(1)
            .directories(List.of(new Uuid(5, 6)))
            .build());
    return delta.build(new Provenance(1, 1, 0));
  }

  @Test
  void aReplicaWithoutItsLogIsAStorageErrorAndTheChangeIsDone() {
    applier((image, topic) -> new TopicSettings(LogConfig.DEFAULT, 1))
        .apply(newTopic(), () -> heard.add("applied"));
    background.runAll();

    assertThat(heard).containsExactly("applied");
    assertThat(registry.find(TOPIC, 0)).isNull();
    assertThat(registry.whyMissing(TOPIC, 0)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(registry.whyMissing(TOPIC, 1)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  @Test
  void aChangeThatFailsHalfwayDoesNotHoldUpThoseBehindIt() {
    PartitionApplier broken =
        applier(
            (image, topic) -> {
              throw new IllegalStateException("no settings");
            });

    broken.apply(newTopic(), () -> heard.add("applied"));

    assertThatThrownBy(background::runAll).hasMessage("no settings");
    assertThat(heard).containsExactly("applied");
  }
}
