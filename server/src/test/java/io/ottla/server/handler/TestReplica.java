package io.ottla.server.handler;

import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Leadership;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The first partition of a topic, with a log on a real disk, led in epoch 5. */
public final class TestReplica implements AutoCloseable {
  static final int LEADER_EPOCH = 5;

  private final Partition partition;

  public TestReplica(Path directory, TopicImage topic) {
    ManualLoop loop = new ManualLoop("partitions", new ManualClock(1_000_000));
    PartitionId id = new PartitionId(topic.id(), topic.name(), 0);
    LogEnvironment environment =
        new LogEnvironment(new FileCache(new RealDisk(), 16), loop, 86_400_000, false);
    PartitionLog log =
        PartitionLog.open(
            environment,
            directory.resolve(id.directoryName()),
            LogConfig.DEFAULT,
            OpenPoint.UNKNOWN);
    partition =
        new Partition(id, loop, log, new TopicSettings(LogConfig.DEFAULT, 1), (failed, why) -> {});
    partition.become(new Leadership(true, 1, LEADER_EPOCH, List.of(1), 1));
  }

  /** Appends records of one byte, each in a batch of its own. */
  public void append(int count) {
    for (int i = 0; i < count; i++) {
      append(batchAt(1_000_000));
    }
  }

  /** Appends a batch. */
  public void append(ByteBuffer batch) {
    partition.append(batch, AppendOrigin.CLIENT, true, 1_000, result -> {});
  }

  /** A batch of a record of one byte. */
  static ByteBuffer batchAt(long timestampMs) {
    return RecordBatchBuilder.plain()
        .append(timestampMs, null, ByteBuffer.wrap(new byte[] {1}))
        .build();
  }

  public Partition partition() {
    return partition;
  }

  /** Finds this replica and no other. */
  Replicas.Lookup lookup() {
    return (topicId, index) ->
        topicId.equals(partition.id().topicId()) && index == 0 ? partition : null;
  }

  @Override
  public void close() {
    partition.log().close();
  }
}
