package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.DirectoryId;
import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.TopicSettings;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLogsTest {
  private static final TopicSettings SETTINGS = new TopicSettings(LogConfig.DEFAULT, 1);
  private static final PartitionId ID = new PartitionId(new Uuid(1, 2), "orders", 0);

  private final RealDisk disk = new RealDisk();
  private final ManualLoop background = new ManualLoop("background", new ManualClock(1_000));
  private final LogEnvironment environment =
      new LogEnvironment(new FileCache(disk, 100), background, 86_400_000, false);
  private final Path root;
  private final Path log;

  BrokerLogsTest(@TempDir Path root) {
    this.root = root;
    this.log = root.resolve("orders-0/00000000000000000000.log");
  }

  private LogManager start() {
    LogManager manager =
        new LogManager(
            environment, List.of(LogDirectory.open(disk, root, new Uuid(5, 6))), directory -> {});
    manager.loadAll(
        topic -> LogConfig.DEFAULT,
        log -> true,
        RecoveryProgress.SILENT,
        directories -> directories.forEach(tasks -> tasks.forEach(Runnable::run)));
    return manager;
  }

  private static void stop(LogManager manager) {
    manager.closeCleanly(1, directories -> directories.forEach(t -> t.forEach(Runnable::run)));
  }

  private BrokerLogs logs(LogManager manager) {
    return new BrokerLogs(manager, new DirectoryAssignments(background));
  }

  private void makeTwoBatches() {
    LogManager manager = start();
    var opened = Objects.requireNonNull(logs(manager).open(ID, DirectoryId.UNASSIGNED, SETTINGS));
    for (int i = 0; i < 2; i++) {
      ByteBuffer batch =
          RecordBatchBuilder.plain().append(1_000, null, ByteBuffer.wrap(new byte[10])).build();
      assertThat(opened.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
    }
    stop(manager);
  }

  private void damageTheFirst() throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2 - 1] ^= 1;
    Files.write(log, bytes);
    Files.delete(root.resolve("orders-0/00000000000000000002.snapshot"));
    Files.deleteIfExists(root.resolve("orders-0/ottla.segments"));
  }

  @Test
  void aDamagedLogIsNeitherServedNorMadeAnew() throws IOException {
    makeTwoBatches();
    damageTheFirst();
    byte[] before = Files.readAllBytes(log);

    LogManager damaged = start();

    assertThat(logs(damaged).open(ID, DirectoryId.UNASSIGNED, SETTINGS)).isNull();
    assertThat(damaged.find(new PartitionName("orders", 0))).isNull();
    assertThat(log).hasBinaryContent(before);
  }

  @Test
  void whateverKeepsALogFromBeingOpenedKeepsOnlyThatOneFromBeingServed() {
    PartitionId impossible = new PartitionId(new Uuid(3, 4), "a\0b", 0);
    LogManager manager = start();

    assertThat(logs(manager).open(impossible, DirectoryId.UNASSIGNED, SETTINGS)).isNull();
    assertThat(logs(manager).open(ID, DirectoryId.UNASSIGNED, SETTINGS)).isNotNull();
  }
}
