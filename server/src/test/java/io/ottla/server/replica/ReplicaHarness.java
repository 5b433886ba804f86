package io.ottla.server.replica;

import io.ottla.replication.partition.Leadership;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.LogFlush;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only replica of a broker with two log directories, led here. Its topic is compacted, in
 * segments of one small batch each, and nothing is thrown away late.
 */
final class ReplicaHarness {
  static final PartitionName NAME = new PartitionName("orders", 0);

  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final LogConfig CONFIG =
      LogConfig.DEFAULT
          .withRoll(new LogConfig.Roll(100, Long.MAX_VALUE, 0, 10_000, 64, false))
          .withRetention(new LogConfig.Retention(false, -1, -1, 0))
          .withCompaction(new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, 1_000));

  final ManualClock clock = new ManualClock(1_000_000);
  final ManualLoop background = new ManualLoop("background", clock);
  final ManualLoop loop = new ManualLoop("partitions", clock);

  /** In place of the threads that compact or copy. */
  final ManualLoop workers = new ManualLoop("workers", clock);

  final PartitionRegistry registry = new PartitionRegistry();
  final LogDirectory first;
  final LogDirectory second;
  final LogManager logs;
  final Partition partition;

  final RealDisk disk = new RealDisk();

  ReplicaHarness(Path root) {
    first = directory(root, "a");
    second = directory(root, "b");
    LogEnvironment environment =
        new LogEnvironment(new FileCache(disk, 100), background, 86_400_000, false);
    logs = new LogManager(environment, List.of(first, second), directory -> {});
    PartitionId id = new PartitionId(TOPIC, NAME.topic(), NAME.partition());
    ManagedLog managed = logs.create(NAME, TOPIC, CONFIG, first);
    partition =
        new Partition(id, loop, managed.log(), new TopicSettings(CONFIG, 1), (failed, why) -> {});
    partition.become(new Leadership(true, 1, 5, List.of(1), 1));
    registry.add(partition);
  }

  private LogDirectory directory(Path root, String name) {
    disk.createDirectories(root.resolve(name));
    return LogDirectory.open(disk, root.resolve(name), new Uuid(5, name.charAt(0)));
  }

  ManagedLog managed() {
    return Objects.requireNonNull(logs.find(NAME));
  }

  /** Appends a record in a batch of its own. */
  void put(String key, @Nullable String value) {
    ByteBuffer batch =
        RecordBatchBuilder.plain()
            .append(clock.wallMs(), utf8(key), value == null ? null : utf8(value))
            .build();
    partition.append(batch, AppendOrigin.CLIENT, false, 1_000, result -> {});
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Has everything appended so far on disk, and nothing more appended to its segment. */
  void flush() {
    PartitionLog log = partition.log();
    log.roll();
    LogFlush flush = log.beginFlush();
    flush.sync();
    log.onFlushed(flush);
  }

  /** Runs until nobody has anything left to do. */
  void runAll() {
    int done;
    do {
      done = background.runOnce(1_000) + loop.runOnce(1_000) + workers.runOnce(1_000);
    } while (done > 0);
  }
}
