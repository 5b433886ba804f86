package io.ottla.storage.dir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.LogFlush;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Logs, their moves and checkpoints, in two directories of a disk that goes wrong. */
class TwoDirectoriesTest {
  private static final Path ROOT = Path.of("/data");
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final PartitionName NAME = new PartitionName("orders", 3);

  private final SimDisk disk = new SimDisk();
  private final ManualLoop background = new ManualLoop("background", new ManualClock(1_000));
  private final LogEnvironment environment =
      new LogEnvironment(new FileCache(disk, 100), background, 86_400_000, false);
  private final LogDirectory first = directory("a");
  private final LogDirectory second = directory("b");
  private final LogManager manager =
      new LogManager(environment, List.of(first, second), directory -> {});
  private final PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, first).log();

  private LogDirectory directory(String name) {
    disk.createDirectories(ROOT.resolve(name));
    return LogDirectory.open(disk, ROOT.resolve(name), new Uuid(5, name.hashCode()));
  }

  private LogManager restart() {
    LogManager restarted =
        new LogManager(environment, List.of(directory("a"), directory("b")), directory -> {});
    restarted.loadAll(
        topic -> LogConfig.DEFAULT,
        known -> true,
        RecoveryProgress.SILENT,
        TwoDirectoriesTest::runAll);
    return restarted;
  }

  private static void runAll(List<List<Runnable>> directories) {
    directories.forEach(tasks -> tasks.forEach(Runnable::run));
  }

  private LogManager restartAfterCrash() {
    disk.syncDirectory(Path.of("/"));
    disk.syncDirectory(ROOT);
    disk.crash(new Random(1));
    return restart();
  }

  private LogMove fillCopy() {
    LogMove move = beginMove();
    while (move.copyOn() > 0) {
      assertThat(move.offsetLag()).isNotNegative();
    }
    move.flush();
    return move;
  }

  /** What the partition's loop does once a copy is full; the background has its part to do. */
  private PartitionLog exchange(LogMove move) {
    assertThat(move.catchUp()).isTrue();
    manager.exchange(move);
    return move.copy().log();
  }

  /** Leaves the last of ten large records of a key, and nothing of the segments before it. */
  private void fillAndCompact() {
    log.updateConfig(
        LogConfig.DEFAULT
            .withRoll(new LogConfig.Roll(2_000, Long.MAX_VALUE, 0, 10_000, 64, false))
            .withCompaction(new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, 1_000)));
    putAll(10, "a");
    log.roll();
    flush();
    log.onHighWatermark(log.logEndOffset());
    CompactionPlan plan = Objects.requireNonNull(log.upkeep().planCompaction());
    log.upkeep()
        .completeCompaction(
            Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1 << 20), Pace.UNLIMITED));
    putAll(2, "b");
    flush();
    log.onHighWatermark(log.logEndOffset());
  }

  private void putAll(int count, String key) {
    for (int i = 0; i < count; i++) {
      ByteBuffer batch =
          RecordBatchBuilder.plain()
              .append(
                  1_000,
                  ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                  ByteBuffer.allocate(1_200))
              .build();
      assertThat(log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
    }
  }

  private LogMove beginMove() {
    return manager.beginMove(Objects.requireNonNull(manager.find(NAME)), second);
  }

  private void append(int count, int bytes) {
    for (int i = 0; i < count; i++) {
      ByteBuffer batch =
          RecordBatchBuilder.plain().append(1_000, null, ByteBuffer.allocate(bytes)).build();
      assertThat(log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
    }
  }

  private void flush() {
    LogFlush flush = log.beginFlush();
    flush.sync();
    log.onFlushed(flush);
  }

  @Test
  void aCopyOfALogThatBeginsLaterMeanwhileBeginsThereToo() {
    append(3, 10);
    LogMove move = beginMove();
    log.incrementLogStartOffset(2);

    int unused = move.copyOn();

    assertThat(move.copy().log().logStartOffset()).isEqualTo(2);
    assertThat(move.offsetLag()).isZero();
  }

  @Test
  void aLogThatStartsWithinABatchIsCopiedFromTheBatchOn() {
    appendBatchOf(3);
    log.incrementLogStartOffset(1);
    append(1, 10);
    flush();

    PartitionLog copy = exchange(fillCopy());

    assertThat(copy.logStartOffset()).isEqualTo(1);
    assertThat(copy.logEndOffset()).isEqualTo(4);
    LogRead read = copy.read(1, 1, 4, true);
    assertThat(read.nextOffset()).isEqualTo(3);
    read.records().release();
  }

  @Test
  void aCopyOfALogThatStartsWithinABatchMeanwhileBeginsWithThatBatch() {
    append(1, 10);
    appendBatchOf(3);
    flush();
    LogMove move = beginMove();
    log.incrementLogStartOffset(2);

    assertThat(move.copyOn()).isPositive();

    assertThat(move.copy().log().logStartOffset()).isEqualTo(1);
    assertThat(move.copyOn()).isZero();
  }

  private void appendBatchOf(int count) {
    RecordBatchBuilder batch = RecordBatchBuilder.plain();
    for (int i = 0; i < count; i++) {
      batch.append(1_000, null, ByteBuffer.allocate(10));
    }
    assertThat(log.append(batch.build(), 0, AppendOrigin.CLIENT).isOk()).isTrue();
  }

  @Test
  void aCopyOfALogThatWasCutOffMeanwhileIsCutOffToo() {
    append(3, 10);
    LogMove move = beginMove();
    assertThat(move.copyOn()).isPositive();
    log.truncateTo(1);

    assertThat(move.copyOn()).isZero();

    assertThat(move.copy().log().logEndOffset()).isEqualTo(1);
  }

  @Test
  void aDiskWithoutRoomForTheCopyIsNamed() {
    append(3, 10_000);
    LogMove move = beginMove();
    disk.faults().setFreeBytes(100);

    StorageException failure = catchThrowableOfType(DiskFullException.class, move::copyOn);

    assertThat(move.directoryOf(failure)).isSameAs(second);
    assertThat(move.offsetLag()).isEqualTo(3);
  }

  @Test
  void aDiskThatTheLogCannotBeReadFromIsNamed() {
    append(3, 10);
    LogMove move = beginMove();
    disk.faults().failAfter(first.path(), 0);
    assertThatThrownBy(() -> disk.delete(first.path().resolve("x")))
        .isInstanceOf(StorageException.class);

    StorageException failure = catchThrowableOfType(StorageException.class, move::copyOn);

    assertThat(move.directoryOf(failure)).isSameAs(first);
  }

  @Test
  void aCopyTakesTheLogsPlaceOnceItIsWholeAndAsDurable() {
    append(4, 100_000);
    flush();
    LogMove move = beginMove();
    assertThat(move.catchUp()).isFalse();
    while (move.copyOn() > 0) {
      assertThat(move.isCancelled()).isFalse();
    }
    assertThat(move.catchUp()).isFalse();

    move.flush();

    assertThat(move.catchUp()).isTrue();
  }

  @Test
  void aCompactedLogThatWasMovedIsWholeAfterACrash() {
    fillAndCompact();
    log.incrementLogStartOffset(10);
    manager.checkpoint();
    PartitionLog copy = exchange(fillCopy());
    background.runAll();
    disk.syncDirectory(first.path());

    LogManager restarted = restartAfterCrash();

    ManagedLog again = Objects.requireNonNull(restarted.find(NAME));
    assertThat(again.directory().path()).isEqualTo(second.path());
    assertThat(again.log().logStartOffset()).isEqualTo(10);
    assertThat(again.log().logEndOffset()).isEqualTo(12);
    assertThat(again.log().recoveryPoint()).isEqualTo(12);
    assertThat(again.log().cleanedOffset()).isEqualTo(copy.cleanedOffset()).isEqualTo(10);
  }

  @Test
  void aLogThatACrashLeavesTwiceStartsWhereEitherSays() {
    append(3, 10);
    flush();
    LogMove move = fillCopy();
    log.incrementLogStartOffset(2);
    manager.checkpoint();
    PartitionLog copy = exchange(move);
    copy.append(
        RecordBatchBuilder.plain().append(1_000, null, ByteBuffer.allocate(1)).build(),
        0,
        AppendOrigin.CLIENT);
    LogFlush flush = copy.beginFlush();
    flush.sync();

    LogManager restarted = restartAfterCrash();

    ManagedLog again = Objects.requireNonNull(restarted.find(NAME));
    assertThat(again.directory().path()).isEqualTo(second.path());
    assertThat(again.log().logEndOffset()).isEqualTo(4);
    assertThat(again.log().logStartOffset()).isEqualTo(2);
  }

  @Test
  void ofALogThatACrashLeavesTwiceOneIsKeptThatIsOnDisk() {
    append(3, 10);
    PartitionLog copy = exchange(fillCopy());
    disk.kill();

    LogManager restarted = restart();
    ManagedLog kept = Objects.requireNonNull(restarted.find(NAME));
    LogManager again = restartAfterCrash();

    assertThat(kept.log().recoveryPoint()).isEqualTo(copy.logEndOffset());
    assertThat(Objects.requireNonNull(again.find(NAME)).log().logEndOffset()).isEqualTo(3);
  }

  @Test
  void aLogThatAStopFindsTwiceIsClosedInBothPlaces() {
    append(3, 10);
    PartitionLog copy = exchange(fillCopy());

    manager.closeCleanly(12, TwoDirectoriesTest::runAll);

    assertThat(copy.recoveryPoint()).isEqualTo(3);
    assertThat(log.recoveryPoint()).isEqualTo(3);
  }

  @Test
  void aNewTopicOfTheNameDoesNotFindWhatACopyHasReplaced() {
    append(3, 10);
    flush();
    PartitionLog copy = exchange(fillCopy());
    disk.faults().failAfter(second.path(), 0);
    background.runAll();
    assertThat(copy.logEndOffset()).isEqualTo(3);
    assertThat(second.isOnline()).isFalse();

    manager.delete(NAME);

    Uuid other = new Uuid(7, 8);
    ManagedLog created = manager.create(NAME, other, LogConfig.DEFAULT, first);
    assertThat(created.log().logEndOffset()).isZero();
  }

  @Test
  void aMoveThatIsAbandonedLeavesNoCopy() {
    append(1, 10);
    LogMove move = beginMove();
    int unused = move.copyOn();

    manager.abandon(move);
    manager.abandon(move);
    background.runAll();

    assertThat(move.isCancelled()).isTrue();
    assertThat(manager.placement().moveOf(NAME)).isNull();
    assertThat(disk.list(second.path())).isEmpty();
    assertThat(Objects.requireNonNull(manager.find(NAME)).directory()).isSameAs(first);
  }

  @Test
  void aLogOfAnotherTopicOfTheNameGetsOutOfTheWay() {
    append(1, 10);
    Uuid other = new Uuid(7, 8);

    ManagedLog created = manager.create(NAME, other, LogConfig.DEFAULT, second);

    assertThat(manager.create(NAME, other, LogConfig.DEFAULT, first)).isSameAs(created);
    assertThat(created.log().logEndOffset()).isZero();
    assertThat(disk.list(first.path())).anyMatch(name -> name.endsWith(PartitionName.STRAY));
  }

  @Test
  void whatIsNoLogOfAPartitionIsLeftAlone() {
    append(2, 10);
    disk.createDirectories(first.path().resolve("__cluster_metadata-0"));
    disk.replace(first.path().resolve("notes-1"), new byte[] {1}, true);

    LogManager restarted = restart();
    background.runAll();

    assertThat(restarted.all()).extracting(ManagedLog::name).containsExactly(NAME);
    assertThat(disk.list(first.path())).contains("__cluster_metadata-0", "notes-1");
    restarted.delete(new PartitionName("absent", 0));
  }

  @Test
  void whatACheckpointSaysIsKnownAfterARestart() {
    append(3, 10);
    log.incrementLogStartOffset(2);
    log.resumeCompactionAt(3);
    manager.checkpoint();

    LogManager restarted = restart();

    PartitionLog again = Objects.requireNonNull(restarted.find(NAME)).log();
    assertThat(again.logStartOffset()).isEqualTo(2);
    assertThat(again.cleanedOffset()).isEqualTo(3);
  }

  @Test
  void aLogThatDamageCutOffBelowItsRecoveryPointIsCheckpointedAtItsNewEnd() {
    append(3, 10);
    flush();
    manager.checkpoint();
    Path file = log.directory().resolve(FileKind.LOG.nameOf(0));
    disk.flipBit(file, (int) disk.size(file) / 3 + BatchLayout.CRC, 0);

    LogManager restarted = restart();

    assertThat(Objects.requireNonNull(restarted.find(NAME)).log().logEndOffset()).isEqualTo(1);
    assertThat(OffsetCheckpoint.RECOVERY_POINT.read(disk, first.path()))
        .isEqualTo(Map.of(NAME, 1L));
  }

  @Test
  void aStopOnAFullDiskIsNoStopInOrder() {
    append(3, 10);
    disk.faults().setFreeBytes(0);

    manager.closeCleanly(12, TwoDirectoriesTest::runAll);

    disk.faults().setFreeBytes(Long.MAX_VALUE);
    assertThat(directory("a").isClean()).isFalse();
  }

  @Test
  void aMarkerWithoutAnEpochIsOneToo() {
    Path marker = first.path().resolve(CleanShutdown.NAME);
    disk.replace(marker, "{\"version\":0}".getBytes(StandardCharsets.UTF_8), true);

    assertThat(directory("a").cleanShutdown()).isEqualTo(new CleanShutdown(-1));
  }

  @Test
  void aNumberThatIsNoneMakesNoPartition() {
    assertThat(PartitionName.parse("a-1x")).isNull();
    assertThat(PartitionName.parse("a-1.")).isNull();
    assertThat(PartitionName.parse("a-1234567890")).isNull();
    assertThat(PartitionName.parseFuture("a-1.0f-future")).isEqualTo(new PartitionName("a", 1));
    assertThat(PartitionName.parseFuture("a-1-future")).isNull();
    assertThat(PartitionName.parseFuture("a-1.0f-delete")).isNull();
  }
}
