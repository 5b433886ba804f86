package io.ottla.replication.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartitionTest {
  private static final TopicSettings SETTINGS = new TopicSettings(LogConfig.DEFAULT, 1);
  private static final Leadership LEADER = new Leadership(true, 1, 5, List.of(1), 1);

  /** Of a log that no idempotent producer wrote to. */
  private static final int SNAPSHOT_BYTES = 10;

  @TempDir private Path directory;

  private final ManualLoop loop = new ManualLoop("test", new ManualClock(1_000_000));
  private final List<StorageException> failures = new ArrayList<>();
  private final List<AppendResult> results = new ArrayList<>();
  private Partition partition;

  @BeforeEach
  void open() {
    open(new RealDisk(), false);
  }

  private void open(Disk disk, boolean fsync) {
    PartitionId id = new PartitionId(new Uuid(1, 2), "orders", 0);
    FileCache files = new FileCache(disk, 16);
    LogEnvironment environment =
        new LogEnvironment(
            files,
            loop,
            loop::execute,
            new LogEnvironment.Policy(() -> 86_400_000, false, fsync),
            new DiskReserve(files.disk(), loop.clock(), 0));
    PartitionLog log =
        PartitionLog.open(
            environment,
            directory.resolve(id.directoryName()),
            LogConfig.DEFAULT,
            OpenPoint.UNKNOWN);
    partition = new Partition(id, loop, log, SETTINGS, (failed, why) -> failures.add(why));
  }

  @AfterEach
  void close() {
    partition.log().close();
  }

  @Test
  void aReplicaThatDoesNotLeadRefusesAppendsAndReads() {
    append(true);

    assertThat(results)
        .extracting(AppendResult::error)
        .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    assertThat(partition.reader().read(0, -1, 1_000, false, true).error())
        .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  @Test
  void theOnlyReplicaCommitsAtOnceAndTellsListeners() {
    List<Long> seen = new ArrayList<>();
    partition.become(LEADER);
    partition.listen(moved -> seen.add(moved.log().highWatermark()));

    append(true);

    assertThat(results).extracting(AppendResult::baseOffset).containsExactly(0L);
    assertThat(seen).containsExactly(1L);
    assertThat(partition.reader().read(0, 5, 1_000, false, true).records().sizeInBytes())
        .isPositive();
  }

  @Test
  void whatComesBehindItsEndDoesNotTouchTheLog() {
    partition.become(LEADER);
    for (int i = 0; i < 5; i++) {
      append(true);
      partition.log().roll();
    }
    partition.retire();
    partition.log().renameAndClose(directory.resolve("deleted"));
    new RealDisk().deleteTree(directory.resolve("deleted"));

    partition.noteSegments();
    partition.applyRetention();

    assertThat(partition.deleteRecordsBefore(1)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    assertThat(partition.isRetired()).isTrue();
    assertThat(partition.isOffline()).isFalse();
    assertThat(failures).isEmpty();
    open(); // what is closed behind the test
  }

  @Test
  void tooFewInSyncReplicasRefuseOnlyThoseWhoWantThem() {
    partition.update(new TopicSettings(LogConfig.DEFAULT, 2));
    partition.become(new Leadership(true, 1, 5, List.of(1), 2));

    append(true);
    append(false);

    assertThat(results)
        .extracting(AppendResult::error)
        .containsExactly(ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.NONE);
  }

  @Test
  void noMoreInSyncReplicasAreAskedForThanThereAre() {
    partition.update(new TopicSettings(LogConfig.DEFAULT, 2));
    partition.become(LEADER);

    append(true);

    assertThat(results).extracting(AppendResult::error).containsExactly(ErrorCode.NONE);
  }

  @Test
  void aReaderWithAnotherLeaderEpochIsFenced() {
    partition.become(LEADER);

    assertThat(partition.reader().read(0, 4, 1_000, false, true).error())
        .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    assertThat(partition.reader().read(0, 6, 1_000, false, true).error())
        .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
  }

  @Test
  void recordsAreDeletedUpToTheHighWatermarkAndNotBeyond() {
    partition.become(LEADER);
    append(false);
    append(false);

    assertThat(partition.deleteRecordsBefore(3)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(partition.deleteRecordsBefore(-1)).isEqualTo(ErrorCode.NONE);
    assertThat(partition.log().logStartOffset()).isEqualTo(2);
    assertThat(partition.reader().read(0, -1, 1_000, false, true).error())
        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void aRetiredReplicaRefusesEverything() {
    partition.become(LEADER);

    partition.retire();
    append(false);

    assertThat(results)
        .extracting(AppendResult::error)
        .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  @Test
  void aDiskThatFailsTakesTheReplicaOfflineAndIsToldOf() throws IOException {
    Path home = directory.resolve("orders-0");
    partition.become(LEADER);
    append(true);
    Files.move(home, directory.resolve("gone"));

    partition.become(new Leadership(true, 1, 6, List.of(1), 1));
    append(true);

    assertThat(results)
        .extracting(AppendResult::error)
        .containsExactly(ErrorCode.NONE, ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(partition.reader().read(0, -1, 1_000, false, true).error())
        .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(failures).hasSize(1);
    Files.move(directory.resolve("gone"), home);
  }

  private void damageTheSecondBatch() throws IOException {
    Path file = directory.resolve("orders-0/00000000000000000000.log");
    partition.become(LEADER);
    append(true);
    long second = Files.size(file);
    append(true);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int unused = channel.write(ByteBuffer.allocate(20), second);
    }
  }

  @Test
  void aLookUpThatFindsDamageTakesThisReplicaOffline() throws IOException {
    damageTheSecondBatch();

    ErrorCode found =
        partition
            .reader()
            .lookUp(
                () -> partition.log().read(0, 1, Long.MAX_VALUE, true).error(),
                ErrorCode.KAFKA_STORAGE_ERROR);
    loop.runAll();

    assertThat(found).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(partition.isOffline()).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void aLookUpThatADiskFailsTakesItsDirectoryOffline() {
    partition.become(LEADER);
    StorageException failure = new StorageException("disk");

    int answer =
        partition
            .reader()
            .lookUp(
                () -> {
                  throw failure;
                },
                7);
    loop.runAll();

    assertThat(answer).isEqualTo(7);
    assertThat(partition.isOffline()).isTrue();
    assertThat(failures).containsExactly(failure);
  }

  @Test
  void whatADiskDoesNotGiveIsAFailedRead() {
    partition.become(LEADER);
    StorageException failure = new StorageException("disk");
    AtomicInteger released = new AtomicInteger();
    RecordsPayload records =
        new RecordsPayload() {
          @Override
          public int sizeInBytes() {
            return 10;
          }

          @Override
          public void writeTo(ByteBuffer target) {}

          @Override
          public void load() {
            throw failure;
          }

          @Override
          public void release() {
            released.incrementAndGet();
          }
        };

    PartitionRead read =
        partition.reader().load(new PartitionRead(ErrorCode.NONE, records, 0, 0, 0, List.of()));
    loop.runAll();

    assertThat(read.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(released).hasValue(1);
    assertThat(failures).containsExactly(failure);
  }

  @Test
  void damageTakesThisReplicaOfflineAndNotItsDirectory() throws IOException {
    damageTheSecondBatch();

    ErrorCode error = partition.reader().read(0, -1, 1, false, true).error();
    loop.runAll();

    assertThat(error).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(partition.isOffline()).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void aBatchThatIsSentAgainWaitsWithTheFirstOfItsKind() {
    partition.log().close();
    open(new RealDisk(), true);
    partition.become(LEADER);
    for (int sequence : new int[] {0, 1, 2, 0, 1}) {
      appendIdempotent(sequence);
    }
    assertThat(results).isEmpty();

    loop.runAll();

    assertThat(results).extracting(AppendResult::error).containsOnly(ErrorCode.NONE);
    assertThat(results).extracting(AppendResult::baseOffset).containsExactly(0L, 0L, 1L, 1L, 2L);
  }

  @Test
  void aBatchThatIsSentAgainIsRefusedWithTheOthersWhenTheReplicaEnds() {
    partition.log().close();
    open(new RealDisk(), true);
    partition.become(LEADER);
    appendIdempotent(0);
    appendIdempotent(1);
    appendIdempotent(0);

    partition.retire();

    assertThat(results)
        .extracting(AppendResult::error)
        .containsExactly(
            ErrorCode.NOT_LEADER_OR_FOLLOWER,
            ErrorCode.NOT_LEADER_OR_FOLLOWER,
            ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  /** A completed segment whose index is not written yet, for want of room. */
  private SimDisk withAnIndexThatHadNoRoom() {
    partition.log().close();
    SimDisk disk = new SimDisk();
    open(disk, true);
    partition.become(LEADER);
    append(true);
    loop.runAll();
    disk.faults().setFreeBytes(SNAPSHOT_BYTES);
    partition.log().roll();
    disk.faults().setFreeBytes(batch().remaining());
    append(true);
    return disk;
  }

  @Test
  void aFlushThatEndedShortIsMadeAgainThoughNothingIsAppended() {
    SimDisk disk = withAnIndexThatHadNoRoom();
    loop.runAll();
    assertThat(results).hasSize(1);

    disk.faults().setFreeBytes(Long.MAX_VALUE);
    loop.advanceMs(500);
    loop.runAll();

    assertThat(results).extracting(AppendResult::error).containsOnly(ErrorCode.NONE).hasSize(2);
    assertThat(partition.log().recoveryPoint()).isEqualTo(2);
  }

  @Test
  void aDiskThatFailsWhenAFlushIsPreparedIsToldOf() {
    SimDisk disk = withAnIndexThatHadNoRoom();
    disk.faults().setFreeBytes(Long.MAX_VALUE);
    disk.faults().failAfter(partition.log().directory(), 0);

    partition.flushIfDue();
    loop.runAll();

    assertThat(partition.isOffline()).isTrue();
    assertThat(failures).isNotEmpty();
    disk.faults().repair();
  }

  private void appendIdempotent(int sequence) {
    ByteBuffer batch =
        new RecordBatchBuilder(BatchAttributes.PLAIN.withProducer(7, (short) 0, sequence), 0)
            .append(loop.clock().wallMs(), null, ByteBuffer.wrap(new byte[] {1}))
            .build();
    partition.append(batch, AppendOrigin.CLIENT, true, 1_000, results::add);
  }

  private ByteBuffer batch() {
    return RecordBatchBuilder.plain()
        .append(loop.clock().wallMs(), null, ByteBuffer.wrap(new byte[] {1}))
        .build();
  }

  private void append(boolean replicated) {
    partition.append(batch(), AppendOrigin.CLIENT, replicated, 1_000, results::add);
  }
}
