package io.ottla.server.coordinator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.ShardLog.ReadOutcome;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.handler.Cluster;
import io.ottla.server.handler.TestReplica;
import io.ottla.wire.protocol.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionShardLogTest {
  @TempDir private Path directory;

  private final List<ReadOutcome> outcomes = new ArrayList<>();
  private TestReplica replica;
  private PartitionShardLog log;

  @BeforeEach
  void open() {
    replica = new TestReplica(directory, Cluster.ofOneBroker().topic("t", 1));
    log = new PartitionShardLog(replica.partition(), Runnable::run);
    replica.append(2);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  private ReadOutcome read() {
    log.read(0, 1_000, outcomes::add);
    ((ManualLoop) log.loop()).runAll();
    return outcomes.get(0);
  }

  @Test
  void batchesAreRead() {
    assertThat(requireNonNull(read().batches()).remaining()).isPositive();
  }

  @Test
  void whoeverReadsDamageIsToldAndTheReplicaGoesOffline() throws IOException {
    Path file = directory.resolve("t-0/00000000000000000000.log");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int unused = channel.write(ByteBuffer.allocate(20), 0);
    }

    assertThat(read().error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(replica.partition().isOffline()).isTrue();
  }
}
