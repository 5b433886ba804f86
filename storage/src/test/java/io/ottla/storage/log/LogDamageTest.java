package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.SimFaults;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogDamageTest {
  private static final int HIGHEST_BIT = 7;

  private final SimDisk disk = new SimDisk();
  private final LogHarness harness =
      new LogHarness(
          disk,
          Path.of("/data/d-0"),
          LogHarness.smallSegments(10_000)
              .withRetention(new LogConfig.Retention(false, -1, -1, 0))
              .withCompaction(new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, 1_000)));

  private void put(String key, String value) {
    put(BatchAttributes.PLAIN, key, value);
  }

  private void put(BatchAttributes attributes, String key, String value) {
    RecordBatchBuilder batch =
        new RecordBatchBuilder(attributes, 0)
            .append(harness.clock.wallMs(), LogHarness.utf8(key), LogHarness.utf8(value));
    harness.log.append(batch.build(), harness.leaderEpoch, AppendOrigin.CLIENT);
    harness.log.onHighWatermark(harness.log.logEndOffset());
  }

  /** Segments that begin at 0, 2 and 4, on disk, the last one empty. */
  private void putTwoSegments() {
    for (int i = 0; i < 2; i++) {
      put("k", "first");
      put("k", "second");
      harness.log.roll();
    }
    harness.flush();
  }

  static IntStream operations() {
    return IntStream.range(0, 40);
  }

  private boolean isDoneBefore(int operationsBefore, Runnable action) {
    disk.faults().losePowerAfter(operationsBefore);
    try {
      action.run();
      return true;
    } catch (SimFaults.PowerLoss e) {
      return false;
    } finally {
      disk.faults().losePowerAfter(SimFaults.NEVER);
    }
  }

  private Path path(FileKind kind, long baseOffset) {
    return harness.directory.resolve(kind.nameOf(baseOffset));
  }

  private Path copyToSwap(long baseOffset) {
    Path log = path(FileKind.LOG, baseOffset);
    Path swap = log.resolveSibling(log.getFileName() + FileKind.SWAP);
    disk.replace(swap, Objects.requireNonNull(disk.readAll(log)), true);
    return swap;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void aSegmentOnItsWayIntoPlaceThatEndsElsewhereDeletesNoOther(int bitOfLastOffset) {
    putTwoSegments();
    OpenPoint point = harness.point(false);
    harness.log.close();
    Path swap = copyToSwap(0);
    int lastBatch = (int) disk.size(swap) / 2;
    disk.flipBit(swap, lastBatch + Long.BYTES - 1, bitOfLastOffset);

    assertThatThrownBy(() -> harness.open(point)).isInstanceOf(CorruptLogException.class);

    assertThat(disk.exists(path(FileKind.LOG, 0))).isTrue();
    assertThat(disk.exists(path(FileKind.LOG, 2))).isTrue();
  }

  @Test
  void aSegmentOnItsWayIntoPlaceTakesItAfterACrash() {
    putTwoSegments();
    Path swap = copyToSwap(0);

    harness.reopenAfterCrash();

    assertThat(disk.exists(swap)).isFalse();
    assertThat(harness.readAll(0)).containsExactly("0=first", "1=second", "2=first", "3=second");
  }

  /** A directory's names come in no order. */
  @ParameterizedTest
  @MethodSource("operations")
  void aSegmentOnItsWayIntoPlaceTakesItThoughTheBrokerIsKilledMeanwhile(int operationsBefore) {
    putTwoSegments();
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED);
    harness.log.close();
    LogFiles files = new LogFiles(harness.files, harness.directory);
    SegmentSwap.rename(files, 0, FileKind.CLEANED, FileKind.SWAP);
    List<String> names = new ArrayList<>(disk.list(harness.directory));
    Collections.reverse(names);

    boolean unused = isDoneBefore(operationsBefore, () -> SegmentSwap.complete(files, names));
    harness.reopenAfterCrash();

    assertThat(harness.readAll(0)).containsExactly("3=second");
  }

  @Test
  void aFullDiskLeavesNoHalfWrittenSegment() {
    putTwoSegments();
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    disk.faults().setFreeBytes(10);

    assertThatThrownBy(
            () -> Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED))
        .isInstanceOf(DiskFullException.class);

    assertThat(disk.list(harness.directory)).noneMatch(name -> name.endsWith(FileKind.CLEANED));
  }

  @Test
  void onAFullDiskWhatIsCompletedIsCompactedThoughNoSegmentCanBegin() {
    harness.log.updateConfig(
        harness.config.withCompaction(new LogConfig.Compaction(true, 0.0, 0, 5_000, 1_000)));
    putTwoSegments();
    put("k", "of the active segment");
    harness.clock.advanceMs(5_001);
    disk.faults().setFreeBytes(0);

    for (int look = 0; look < 2; look++) {
      CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
      assertThat(plan.segments()).hasSize(2);
      assertThat(harness.log.segmentCount()).isEqualTo(3);
    }
    disk.faults().setFreeBytes(Long.MAX_VALUE);
    assertThat(harness.log.upkeep().planCompaction()).isNotNull();

    assertThat(harness.log.segmentCount()).isEqualTo(4);
    put("k", "of the next one");
    harness.reopenCleanly();
    assertThat(harness.readAll(4)).hasSize(2);
  }

  @Test
  void aPositionInAnIndexThatCannotBeIsNotBelieved() {
    for (int i = 0; i < 10; i++) {
      put("k", "v");
    }
    harness.flush();
    harness.log.close();
    Path index = path(FileKind.OFFSET_INDEX, 0);
    for (int at = 4; at < disk.size(index); at += 8) {
      disk.flipBit(index, at, HIGHEST_BIT);
    }

    harness.log = harness.open(harness.point(true));

    for (long offset = 0; offset < 10; offset++) {
      assertThat(harness.readAll(offset)).hasSize(10 - (int) offset);
    }
  }

  private void cutLastBatchOff(long baseOffset) {
    Path log = path(FileKind.LOG, baseOffset);
    try (DiskFile file = disk.open(log, Disk.Mode.CREATE)) {
      file.truncate(file.size() / 2);
    }
  }

  @Test
  void whatLiesBehindALostEndGoes() {
    putTwoSegments();
    harness.log.close();
    cutLastBatchOff(0);

    harness.log = harness.open(new OpenPoint(false, 0, 0, 0, 0));

    assertThat(harness.readAll(0)).containsExactly("0=first");
    assertThat(harness.log.logEndOffset()).isEqualTo(1);
  }

  /** Once the end is cut off nothing tells the gap behind it from one that may stay. */
  @ParameterizedTest
  @MethodSource("operations")
  void whatLiesBehindDamageGoesThoughThePowerFailsMeanwhile(int operationsBefore) {
    putTwoSegments();
    harness.log.close();
    Path first = path(FileKind.LOG, 0);
    disk.flipBit(first, (int) disk.size(first) - 1, 0);
    OpenPoint point = new OpenPoint(false, 0, 0, 0, 4);

    if (!isDoneBefore(operationsBefore, () -> harness.open(point))) {
      disk.crash(new Random(operationsBefore));
    }
    harness.log = harness.open(point);

    assertThat(harness.readAll(0)).containsExactly("0=first");
    assertThat(harness.log.logEndOffset()).isEqualTo(1);
  }

  @Test
  void aGapThatCompactionMayHaveLeftIsNoDamage() {
    putTwoSegments();
    harness.log.close();
    cutLastBatchOff(0);

    harness.log = harness.open(new OpenPoint(false, 0, 0, 0, 4));

    assertThat(harness.log.logEndOffset()).isEqualTo(4);
  }

  @Test
  void indexesThatWereBuiltAnewOutlastAPowerLoss() {
    for (int i = 0; i < 10; i++) {
      put("k", "v");
    }
    harness.log.roll();
    harness.flush();
    OpenPoint point = harness.point(false);
    harness.log.close();
    disk.delete(harness.directory.resolve(LeaderEpochFile.NAME));
    disk.delete(path(FileKind.OFFSET_INDEX, 0));
    disk.syncDirectory(harness.directory);
    harness.open(point);
    byte[] index = disk.readAll(path(FileKind.OFFSET_INDEX, 0));

    disk.crash(new Random(1));

    assertThat(index).isNotEmpty();
    assertThat(disk.readAll(path(FileKind.OFFSET_INDEX, 0))).isEqualTo(index);
  }

  /** A completed segment with an aborted transaction, and another, both on disk. */
  private OpenPoint putAborted() {
    put(LogHarness.producer(7, 0, 0).asTransactional(), "k", "aborted");
    harness.endTransaction(7, 0, false);
    harness.log.roll();
    put("k", "behind it");
    harness.flush();
    return harness.point(false);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void abortedTransactionsOutlastAPowerLossWhileIndexesAreBuiltAnew(int operationsBefore) {
    OpenPoint point = putAborted();
    harness.log.giveUp();
    disk.flipBit(harness.directory.resolve(LeaderEpochFile.NAME), 0, HIGHEST_BIT);

    if (!isDoneBefore(operationsBefore, () -> harness.open(point))) {
      disk.crash(new Random(operationsBefore));
    }
    disk.repair(); // what was read wrong once may be read well the next time
    harness.log = harness.open(point);

    assertThat(harness.log.abortedTransactions(0, 2)).hasSize(1);
  }

  /** What a power loss has left while indexes were built anew; then the disk is full. */
  @Test
  void abortedTransactionsOutlastAStartThatHadNoRoomForIndexes() {
    OpenPoint point = putAborted();
    harness.log.giveUp();
    disk.delete(harness.directory.resolve(LeaderEpochFile.NAME));
    disk.delete(path(FileKind.TRANSACTION_INDEX, 0));
    disk.faults().setFreeBytes(0);
    harness.log = harness.open(point);
    disk.faults().setFreeBytes(Long.MAX_VALUE);
    OpenPoint checkpoint = harness.point(false);
    harness.leaderEpoch++;
    put("k", "first of an epoch, with which the epochs are written");
    harness.log.giveUp();

    harness.log = harness.open(checkpoint);

    assertThat(harness.log.abortedTransactions(0, 2)).hasSize(1);
  }

  @Test
  void aDamagedMarkerIsNotTakenForWhatProducersDid() {
    put("k", "v");
    long position = harness.log.sizeInBytes();
    harness.endTransaction(7, 0, false);
    harness.flush();
    OpenPoint point = harness.point(true);
    harness.log.close();
    disk.delete(path(FileKind.PRODUCER_SNAPSHOT, harness.log.logEndOffset()));
    disk.flipBit(path(FileKind.LOG, 0), (int) position + BatchLayout.HEADER_SIZE, 1);

    assertThatThrownBy(() -> harness.open(point))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(FileKind.LOG.nameOf(0) + " at position " + position);
  }

  private void assertDamageIsNoticed(FileKind kind) {
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());

    assertThatThrownBy(
            () -> Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(kind.nameOf(0));
  }

  @Test
  void anIndexThatSaysTooMuchIsStableIsDamage() {
    put("k", "v");
    RecordBatchBuilder aborted =
        new RecordBatchBuilder(LogHarness.producer(7, 0, 0).asTransactional(), 0)
            .append(harness.clock.wallMs(), LogHarness.utf8("k"), LogHarness.utf8("v"));
    harness.log.append(aborted.build(), 0, AppendOrigin.CLIENT);
    harness.endTransaction(7, 0, false);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.roll();
    harness.flush();
    int lastStableOffset = 26;
    disk.flipBit(path(FileKind.TRANSACTION_INDEX, 0), lastStableOffset + Long.BYTES - 2, 0);

    assertDamageIsNoticed(FileKind.TRANSACTION_INDEX);
  }

  @Test
  void aLeaderEpochThatIsLaterThanWhatFollowsIsDamage() {
    put("a", "1");
    put("a", "2");
    harness.log.roll();
    put("a", "3");
    harness.flush();
    int lastBatch = (int) disk.size(path(FileKind.LOG, 0)) / 2;
    disk.flipBit(path(FileKind.LOG, 0), lastBatch + BatchLayout.LEADER_EPOCH + 3, 3);

    assertDamageIsNoticed(FileKind.LOG);
  }

  @Test
  void aLeaderEpochThatIsLaterThanTheLogsIsDamage() {
    put("a", "1");
    harness.log.roll();
    harness.flush();
    disk.flipBit(path(FileKind.LOG, 0), BatchLayout.LEADER_EPOCH + 3, 3);

    assertDamageIsNoticed(FileKind.LOG);
  }

  @Test
  void leaderEpochsBehindTheRecoveryPointAreThoseOfTheBatches() {
    put("k", "v");
    harness.flush();
    harness.log.startLeaderEpoch(3);
    harness.log.append(
        RecordBatchBuilder.plain()
            .append(harness.clock.wallMs(), LogHarness.utf8("k"), LogHarness.utf8("v"))
            .build(),
        3,
        AppendOrigin.CLIENT);
    LeaderEpochs written = harness.log.leaderEpochs();
    LeaderEpochs wrong = LeaderEpochs.EMPTY.with(0, 0).with(3, 7);
    LeaderEpochFile.write(disk, harness.directory, wrong, /* durable= */ true);

    harness.reopenAfterCrash();

    assertThat(harness.log.leaderEpochs()).isEqualTo(written);
  }
}
