package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
  private final Path directory;
  private LogHarness harness;

  PartitionLogTest(@TempDir Path directory) {
    this.directory = directory;
    this.harness = new LogHarness(new RealDisk(), directory.resolve("t-0"), LogConfig.DEFAULT);
  }

  @Test
  void theFirstRecordHasOffsetZero() {
    AppendResult result = harness.append("a", "b");

    assertThat(result.baseOffset()).isZero();
    assertThat(result.lastOffset()).isEqualTo(1);
    assertThat(harness.log.logEndOffset()).isEqualTo(2);
    assertThat(harness.readAll(0)).containsExactly("0=a", "1=b");
  }

  @Test
  void anOffsetInTheMiddleGivesItsWholeBatch() {
    harness.append("a", "b", "c");

    LogRead read = harness.log.read(1, 1000, Long.MAX_VALUE, true);

    assertThat(LogHarness.records(read)).hasSize(3);
  }

  @Test
  void aBatchLargerThanTheLimitIsReturnedOnlyWhenAsked() {
    harness.append("a".repeat(500));

    assertThat(harness.log.read(0, 100, Long.MAX_VALUE, false).records().sizeInBytes()).isZero();
    assertThat(LogHarness.records(harness.log.read(0, 100, Long.MAX_VALUE, true))).hasSize(1);
  }

  @Test
  void nothingAtOrAboveTheBoundIsRead() {
    harness.append("a");
    harness.append("b");
    harness.append("c");

    assertThat(LogHarness.records(harness.log.read(0, 1 << 20, 2, true))).hasSize(2);
    assertThat(harness.log.read(2, 1 << 20, 2, true).records().sizeInBytes()).isZero();
  }

  @Test
  void onlyWholeBatchesWithinTheLimitAreRead() {
    for (int i = 0; i < 100; i++) {
      harness.append("value " + i);
    }

    LogRead read = harness.log.read(10, 400, Long.MAX_VALUE, true);

    assertThat(read.records().sizeInBytes()).isBetween(300, 400);
    assertThat(LogHarness.records(read).get(0).offset()).isEqualTo(10);
    assertThat(harness.log.read(read.nextOffset(), 400, 100, true).error())
        .isEqualTo(ErrorCode.NONE);
  }

  @Test
  void offsetsOutsideTheLogAreOutOfRange() {
    harness.append("a");
    harness.log.onHighWatermark(1);
    harness.log.incrementLogStartOffset(1);

    assertThat(harness.log.read(0, 1000, Long.MAX_VALUE, true).error())
        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(harness.log.read(1, 1000, Long.MAX_VALUE, true).error()).isEqualTo(ErrorCode.NONE);
    assertThat(harness.log.read(2, 1000, Long.MAX_VALUE, true).error())
        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void duplicateBatchReturnsTheFirstOffset() {
    harness.append("before");
    harness.append(LogHarness.producer(7, 0, 0), "a", "b");

    AppendResult again = harness.append(LogHarness.producer(7, 0, 0), "a", "b");

    assertThat(again.isDuplicate()).isTrue();
    assertThat(again.baseOffset()).isEqualTo(1);
    assertThat(harness.log.logEndOffset()).isEqualTo(3);
  }

  @Test
  void aGapInSequencesIsRefused() {
    harness.append(LogHarness.producer(7, 0, 0), "a");

    AppendResult gap = harness.append(LogHarness.producer(7, 0, 2), "c");

    assertThat(gap.error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(harness.log.logEndOffset()).isEqualTo(1);
  }

  @Test
  void fiveBatchesAreRememberedAndASixthIsNot() {
    for (int i = 0; i < 6; i++) {
      harness.append(LogHarness.producer(7, 0, i), "v" + i);
    }

    assertThat(harness.append(LogHarness.producer(7, 0, 1), "v1").isDuplicate()).isTrue();
    assertThat(harness.append(LogHarness.producer(7, 0, 0), "v0").error())
        .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  @Test
  void aStaleProducerEpochIsRefused() {
    harness.append(LogHarness.producer(7, 3, 0), "a");

    assertThat(harness.append(LogHarness.producer(7, 2, 0), "b").error())
        .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(harness.append(LogHarness.producer(7, 4, 0), "c").isOk()).isTrue();
  }

  @Test
  void producersAreKnownAfterACleanRestartAndAfterACrash() {
    harness.append(LogHarness.producer(7, 0, 0), "a");

    harness.reopenCleanly();
    assertThat(harness.append(LogHarness.producer(7, 0, 0), "a").isDuplicate()).isTrue();
    harness.append(LogHarness.producer(7, 0, 1), "b");

    harness.reopenAfterCrash();
    assertThat(harness.append(LogHarness.producer(7, 0, 1), "b").isDuplicate()).isTrue();
    assertThat(harness.readAll(0)).containsExactly("0=a", "1=b");
  }

  @Test
  void anOpenTransactionHoldsBackTheLastStableOffset() {
    harness.append("a");
    harness.append(LogHarness.producer(7, 0, 0).asTransactional(), "t");
    harness.append("b");
    harness.log.onHighWatermark(3);

    assertThat(harness.log.lastStableOffset()).isEqualTo(1);
    AppendResult marker = harness.endTransaction(7, 0, false);
    assertThat(marker.baseOffset()).isEqualTo(3);
    assertThat(harness.log.lastStableOffset()).isEqualTo(1);
    harness.log.onHighWatermark(4);
    assertThat(harness.log.lastStableOffset()).isEqualTo(4);
    assertThat(harness.log.abortedTransactions(0, 4))
        .containsExactly(new AbortedTransaction(7, 1, 3, 4));
  }

  @Test
  void aTransactionWhoseEndIsReplicatedKeepsNobodyBackAfterACrash() {
    harness.append(LogHarness.producer(7, 0, 0).asTransactional(), "a");
    assertThat(harness.endTransaction(7, 0, true).isOk()).isTrue();
    harness.log.onHighWatermark(2);
    assertThat(harness.log.lastStableOffset()).isEqualTo(2);

    harness.reopenAfterCrash();

    assertThat(harness.log.highWatermark()).isEqualTo(2);
    assertThat(harness.log.lastStableOffset()).isEqualTo(2);
  }

  @Test
  void abortedTransactionsAreKnownAfterARestart() {
    harness.append(LogHarness.producer(7, 0, 0).asTransactional(), "t");
    harness.endTransaction(7, 0, false);

    harness.reopenCleanly();
    assertThat(harness.log.abortedTransactions(0, 2)).hasSize(1);
    harness.append("x");
    harness.reopenAfterCrash();
    assertThat(harness.log.abortedTransactions(0, 2)).hasSize(1);
  }

  @Test
  void segmentsRollBySizeAndAreReadAcross() {
    harness =
        new LogHarness(new RealDisk(), directory.resolve("s-0"), LogHarness.smallSegments(500));
    for (int i = 0; i < 50; i++) {
      harness.append("value " + i);
    }

    assertThat(harness.log.segmentCount()).isGreaterThan(5);
    assertThat(harness.readAll(0)).hasSize(50);
    harness.reopenCleanly();
    assertThat(harness.readAll(17).get(0)).isEqualTo("17=value 17");
    assertThat(harness.readAll(0)).hasSize(50);
  }

  @Test
  void retentionBySizeDropsWholeSegmentsOnly() {
    LogConfig config =
        LogHarness.smallSegments(500)
            .withRetention(new LogConfig.Retention(true, -1, 1000, 60_000));
    harness = new LogHarness(new RealDisk(), directory.resolve("r-0"), config);
    for (int i = 0; i < 50; i++) {
      harness.append("value " + i);
    }
    harness.log.onHighWatermark(50);

    assertThat(harness.log.upkeep().applyRetention()).isTrue();

    assertThat(harness.log.sizeInBytes()).isBetween(1000L, 1500L);
    assertThat(harness.log.logStartOffset()).isPositive();
    assertThat(harness.readAll(harness.log.logStartOffset())).isNotEmpty();
    assertThat(directory.resolve("r-0").toFile().list((d, n) -> n.endsWith(".deleted")))
        .isNotEmpty();
    harness.background.advanceMs(60_000);
    assertThat(directory.resolve("r-0").toFile().list((d, n) -> n.endsWith(".deleted"))).isEmpty();
  }

  @Test
  void retentionByTimeRollsTheActiveSegment() {
    harness.append("old");
    harness.log.onHighWatermark(1);
    harness.clock.advanceMs(604_800_001);

    assertThat(harness.log.upkeep().applyRetention()).isTrue();

    assertThat(harness.log.logStartOffset()).isEqualTo(1);
    assertThat(harness.log.sizeInBytes()).isZero();
    assertThat(harness.append("new").baseOffset()).isEqualTo(1);
  }

  @Test
  void retentionGoesOnOverWhatAnotherBrokersCompactionLeftEmpty() {
    SimDisk disk = new SimDisk();
    harness = new LogHarness(disk, Path.of("/sim/e-0"), LogConfig.DEFAULT);
    for (int i = 0; i < 5; i++) {
      harness.append("value " + i);
      harness.log.roll();
    }
    harness.append("value 5");
    harness.log.onHighWatermark(6);
    harness.log.close();
    for (int empty : new int[] {0, 2, 4}) {
      for (FileKind kind : FileKind.SEGMENT_FILES) {
        disk.replace(harness.directory.resolve(kind.nameOf(empty)), new byte[0], true);
      }
    }
    disk.delete(harness.directory.resolve(SegmentCatalog.NAME));
    harness.log = harness.open(harness.point(true));
    long batchBytes = harness.log.sizeInBytes() / 3;

    retain(new LogConfig.Retention(true, -1, 3 * batchBytes - 1, 0));
    assertThat(harness.log.logStartOffset()).isZero(); // what is empty goes with what is behind it

    retain(new LogConfig.Retention(true, -1, 2 * batchBytes, 0));
    assertThat(harness.log.logStartOffset()).isEqualTo(2);

    disk.setModifiedMs(harness.clock.wallMs() + 10_000); // of empty ones it does not count
    harness.clock.advanceMs(5_001);
    harness.append("new");
    harness.log.onHighWatermark(7);
    retain(new LogConfig.Retention(true, 5_000, -1, 0));
    assertThat(harness.log.logStartOffset()).isEqualTo(4);
    assertThat(harness.readAll(4)).containsExactly("5=value 5", "6=new");
  }

  private void retain(LogConfig.Retention rules) {
    harness.log.updateConfig(LogConfig.DEFAULT.withRetention(rules));
    boolean unused = harness.log.upkeep().applyRetention();
  }

  @Test
  void recordsWithoutATimestampAreAsOldAsTheirFile() {
    SimDisk disk = new SimDisk();
    harness = new LogHarness(disk, Path.of("/sim/n-0"), LogConfig.DEFAULT);
    disk.setModifiedMs(harness.clock.wallMs());
    RecordBatchBuilder batch = RecordBatchBuilder.plain();
    batch.append(-1, null, LogHarness.utf8("when"));
    harness.log.append(batch.build(), 0, AppendOrigin.CLIENT);
    harness.log.onHighWatermark(1);

    assertThat(harness.log.upkeep().applyRetention()).isFalse();
    harness.append("later");
    assertThat(harness.log.segmentCount()).isOne();
    harness.log.truncateTo(1);
    harness.clock.advanceMs(604_800_001);

    assertThat(harness.log.upkeep().applyRetention()).isTrue();
  }

  @Test
  void onAFullDiskRetentionRemovesWhatIsCompletedThoughNoSegmentCanBegin() {
    SimDisk disk = new SimDisk();
    LogConfig config = LogHarness.smallSegments(500);
    harness = new LogHarness(disk, Path.of("/sim/f-0"), config);
    for (int i = 0; i < 50; i++) {
      harness.append("value " + i);
    }
    harness.log.onHighWatermark(50);
    harness.clock.advanceMs(604_800_001);
    disk.faults().setFreeBytes(0);

    assertThatThrownBy(harness.log.upkeep()::applyRetention).isInstanceOf(DiskFullException.class);

    assertThat(harness.log.segmentCount()).isOne();
    assertThat(harness.log.logStartOffset()).isPositive();
  }

  @Test
  void nothingAboveTheHighWatermarkIsDeletedByRetention() {
    harness.append("old");
    harness.clock.advanceMs(604_800_001);

    assertThat(harness.log.upkeep().applyRetention()).isFalse();
  }

  @Test
  void truncationDropsWholeBatchesAndProducers() {
    harness.append(LogHarness.producer(7, 0, 0), "a");
    harness.append(LogHarness.producer(7, 0, 1), "b", "c");
    harness.append(LogHarness.producer(7, 0, 3), "d");

    harness.log.truncateTo(2);

    assertThat(harness.log.logEndOffset()).isEqualTo(1);
    assertThat(harness.append(LogHarness.producer(7, 0, 1), "e").baseOffset()).isEqualTo(1);
    assertThat(harness.readAll(0)).containsExactly("0=a", "1=e");
  }

  @Test
  void epochsEndWhereTheNextBegins() {
    harness.log.append(harness.batch(BatchAttributes.PLAIN, "a", "b"), 3, AppendOrigin.CLIENT);
    harness.log.append(harness.batch(BatchAttributes.PLAIN, "c"), 5, AppendOrigin.CLIENT);

    assertThat(harness.log.endOffsetForEpoch(4)).isEqualTo(new LeaderEpochs.EpochEnd(3, 2));
    assertThat(harness.log.endOffsetForEpoch(5)).isEqualTo(new LeaderEpochs.EpochEnd(5, 3));
    assertThat(harness.log.endOffsetForEpoch(6)).isEqualTo(new LeaderEpochs.EpochEnd(-1, -1));
    harness.reopenCleanly();
    assertThat(harness.log.latestEpoch()).isEqualTo(5);
  }

  @Test
  void recordsAreFoundByTimestamp() {
    for (int i = 0; i < 30; i++) {
      harness.append("v" + i, "w" + i);
      harness.clock.advanceMs(10);
    }

    assertThat(harness.log.findOffset(LogHarness.START_MS + 95))
        .isEqualTo(new FoundOffset(LogHarness.START_MS + 100, 20, 0));
    assertThat(harness.log.findOffset(LogHarness.START_MS + 1000)).isNull();
    assertThat(harness.log.findLargestTimestamp())
        .isEqualTo(new FoundOffset(LogHarness.START_MS + 290, 58, 0));
  }

  @Test
  void aFollowerTakesTheLeadersOffsets() {
    LogHarness leader = new LogHarness(new RealDisk(), directory.resolve("l-0"), LogConfig.DEFAULT);
    leader.append("a");
    leader.append("b");
    LogRead read = leader.log.read(0, 1 << 20, Long.MAX_VALUE, true);
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();

    assertThat(harness.log.appendAsFollower(bytes.flip()).lastOffset()).isEqualTo(1);
    assertThat(harness.log.appendAsFollower(bytes).isOk()).isTrue();
    assertThat(harness.readAll(0)).containsExactly("0=a", "1=b");
  }

  @Test
  void damageFoundByAReaderIsNamedByFileAndPosition() throws IOException {
    harness.append("a");
    Path file = harness.log.directory().resolve("00000000000000000000.log");
    long second = harness.log.sizeInBytes();
    harness.append("b");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int unused = channel.write(ByteBuffer.allocate(20), second);
    }

    assertThatThrownBy(() -> harness.log.read(0, (int) second + 10, Long.MAX_VALUE, true))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("position " + second);
  }

  @Test
  void noFileStaysOpenAfterClosing() {
    harness.append("a");
    harness.readAll(0);

    harness.log.close();

    assertThat(harness.files.openCount()).isZero();
  }

  private PartitionLog fsyncedLog(ManualLoop flusher, long reserveBytes) {
    RealDisk disk = new RealDisk();
    LogEnvironment environment =
        new LogEnvironment(
            harness.files,
            harness.background,
            flusher::execute,
            new LogEnvironment.Policy(() -> 86_400_000, false, true),
            new DiskReserve(disk, harness.clock, reserveBytes));
    return PartitionLog.open(
        environment, directory.resolve("f-0"), LogConfig.DEFAULT, OpenPoint.UNKNOWN);
  }

  @Test
  void withFsyncARecordIsDurableOnceTheFlushIsDone() {
    ManualLoop flusher = new ManualLoop("flusher", harness.clock);
    ManualLoop owner = new ManualLoop("owner", harness.clock);
    PartitionLog log = fsyncedLog(flusher, 0);
    List<Long> flushed = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      log.append(harness.batch(BatchAttributes.PLAIN, "v" + i), 0, AppendOrigin.CLIENT);
      assertThat(log.isFlushDue()).isTrue();
      log.flush(owner, failure -> flushed.add(log.durableOffset()));
    }
    assertThat(log.durableOffset()).isZero();
    flusher.runAll();
    owner.runAll();
    assertThat(log.durableOffset()).isEqualTo(1);
    flusher.runAll();
    owner.runAll();

    assertThat(flushed).containsExactly(1L, 3L);
    assertThat(log.isFlushDue()).isFalse();
  }

  @Test
  void aFlushIsDueByTimeOnlyWhileSomethingIsNotOnDisk() {
    harness.log.updateConfig(
        LogConfig.DEFAULT.withFlush(new LogConfig.Flush(Long.MAX_VALUE, 1_000)));
    harness.append("a");
    assertThat(harness.log.isFlushDue()).isFalse();
    harness.clock.advanceMs(1_000);
    assertThat(harness.log.isFlushDue()).isTrue();

    harness.flush();
    harness.clock.advanceMs(1_000);

    assertThat(harness.log.isFlushDue()).isFalse();
  }

  @Test
  void theReserveOfTheDiskIsNotTouched() {
    PartitionLog log = fsyncedLog(new ManualLoop("flusher", harness.clock), Long.MAX_VALUE / 2);

    AppendResult result =
        log.append(harness.batch(BatchAttributes.PLAIN, "v"), 0, AppendOrigin.CLIENT);

    assertThat(result.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(log.read(0, 100, Long.MAX_VALUE, true).error()).isEqualTo(ErrorCode.NONE);
  }
}
