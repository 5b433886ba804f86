package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When segments begin, and what followers and coordinators may append. */
class LogWriterTest {
  private static final LogConfig CONFIG = LogHarness.smallSegments(10_000);

  private final SimDisk disk = new SimDisk();
  private final LogHarness harness = new LogHarness(disk, Path.of("/data/w-0"), CONFIG);

  private static LogConfig roll(long segmentMs, long jitterMs, int indexBytes) {
    return CONFIG.withRoll(new LogConfig.Roll(10_000, segmentMs, jitterMs, indexBytes, 64, false));
  }

  private AppendResult follow(long baseOffset, int leaderEpoch, String... values) {
    ByteBuffer batch = harness.batch(BatchAttributes.PLAIN, values);
    RecordBatch.of(batch).assign(baseOffset, leaderEpoch);
    return harness.log.appendAsFollower(batch);
  }

  @Test
  void aSegmentEndsByTheAgeOfItsRecords() {
    harness.log.updateConfig(roll(1_000, 0, 10_000));
    harness.append("a");
    harness.clock.advanceMs(1_000);
    harness.append("b");
    assertThat(harness.log.segmentCount()).isEqualTo(1);

    harness.clock.advanceMs(1);
    harness.append("c");

    assertThat(harness.log.segmentCount()).isEqualTo(2);
  }

  @Test
  void whereRecordsHaveNoTimestampASegmentEndsByTheTimeItIsTheActiveOne() {
    harness.log.updateConfig(roll(1_000, 0, 10_000));
    appendWithoutTimestamp();
    harness.clock.advanceMs(1_000);
    appendWithoutTimestamp();
    assertThat(harness.log.segmentCount()).isEqualTo(1);

    harness.clock.advanceMs(1);
    appendWithoutTimestamp();
    assertThat(harness.log.segmentCount()).isEqualTo(2);

    harness.clock.advanceMs(1_000);
    harness.append("one with a timestamp does not make it older");
    assertThat(harness.log.segmentCount()).isEqualTo(2);

    harness.clock.advanceMs(1);
    harness.reopenCleanly(); // the age is not on disk, and counts from the start
    harness.log.updateConfig(roll(1_000, 0, 10_000));
    harness.clock.advanceMs(1_000);
    appendWithoutTimestamp();
    assertThat(harness.log.segmentCount()).isEqualTo(2);
    harness.clock.advanceMs(1);
    appendWithoutTimestamp();
    assertThat(harness.log.segmentCount()).isEqualTo(3);
  }

  @Test
  void aLogThatWasCutOffIsAsOldAsThatWhereItsRecordsHaveNoTimestamp() {
    harness.log.updateConfig(roll(1_000, 0, 10_000));
    appendWithoutTimestamp();
    appendWithoutTimestamp();
    harness.clock.advanceMs(1_001);

    harness.log.truncateTo(1);
    appendWithoutTimestamp();
    assertThat(harness.log.segmentCount()).isEqualTo(1);
    harness.clock.advanceMs(1_001);
    harness.log.truncateFullyAndStartAt(10);
    appendWithoutTimestamp();
    appendWithoutTimestamp();

    assertThat(harness.log.segmentCount()).isEqualTo(1);
  }

  private void appendWithoutTimestamp() {
    ByteBuffer batch =
        RecordBatchBuilder.plain()
            .append(RecordBatch.NO_TIMESTAMP, null, LogHarness.utf8("a"))
            .build();
    assertThat(harness.log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
  }

  @Test
  void segmentsOfDifferentPartitionsEndAtDifferentTimesThatStayTheSame() {
    LogConfig.Roll rules = roll(1_000_000, 1_000, 10_000).roll();

    List<Long> jitters =
        IntStream.range(0, 100)
            .mapToObj(i -> Jitter.of(Path.of("/data/t-" + i), 0, rules))
            .toList();

    assertThat(jitters).allMatch(jitterMs -> jitterMs >= 0 && jitterMs < 1_000);
    assertThat(Set.copyOf(jitters)).hasSizeGreaterThan(50);
    assertThat(Jitter.of(Path.of("/data/t-3"), 0, rules)).isEqualTo(jitters.get(3));
  }

  @Test
  void aSegmentEndsWhenAnIndexIsFull() {
    harness.log.updateConfig(roll(1_000_000, 0, /* indexBytes */ 24));

    for (int i = 0; i < 8; i++) {
      harness.append("value " + i);
      harness.clock.advanceMs(1);
    }

    assertThat(harness.log.segmentCount()).isGreaterThan(1);
    assertThat(harness.readAll(0)).hasSize(8);
  }

  @Test
  void aSegmentEndsWhereItsIndexesCouldNotTellAnOffset() {
    long far = 3_000_000_000L;
    assertThat(follow(far, 0, "in place of an empty segment").isOk()).isTrue();
    assertThat(follow(2 * far, 0, "behind records").isOk()).isTrue();

    assertThat(harness.log.segmentCount()).isEqualTo(3);
    assertThat(harness.readAll(far))
        .containsExactly(far + "=in place of an empty segment", 2 * far + "=behind records");
  }

  @Test
  void aFollowersSegmentBeginsWhereTheOneBeforeEndsThoughTheLeaderHasAGapThere() {
    follow(0, 0, "x".repeat(6_000));
    follow(5, 0, "y".repeat(6_000));

    assertThat(disk.list(harness.directory))
        .contains("00000000000000000001.log")
        .doesNotContain("00000000000000000005.log");
    harness.reopenAfterCrash();
    assertThat(harness.log.logEndOffset()).isEqualTo(6);
  }

  @Test
  void aBatchOfTheLeaderThatReachesOverTheLogsEndIsRefused() {
    harness.append("a", "b");

    AppendResult result = follow(1, 0, "b", "c");

    assertThat(result.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(harness.log.logEndOffset()).isEqualTo(2);
  }

  @Test
  void whatTheLogHasAlreadyIsPassedOver() {
    harness.append("a", "b");

    AppendResult result = follow(0, 0, "a", "b");

    assertThat(result.isOk()).isTrue();
    assertThat(result.lastOffset()).isEqualTo(1);
    assertThat(harness.log.logEndOffset()).isEqualTo(2);
  }

  @Test
  void halfABatchIsNeverStored() {
    ByteBuffer batch = harness.batch(BatchAttributes.PLAIN, "a");
    ByteBuffer half = batch.duplicate().limit(batch.limit() - 1);

    assertThatThrownBy(() -> harness.log.append(half, 0, AppendOrigin.COORDINATOR))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> harness.log.append(ByteBuffer.allocate(0), 0, AppendOrigin.COORDINATOR))
        .isInstanceOf(IllegalStateException.class);

    assertThat(harness.log.logEndOffset()).isZero();
  }

  @Test
  void aCoordinatorsBatchMayBeTooLargeToo() {
    harness.log.updateConfig(CONFIG.withMaxMessageBytes(100));
    ByteBuffer batch = harness.batch(BatchAttributes.PLAIN, "x".repeat(200));

    assertThat(harness.log.append(batch, 0, AppendOrigin.COORDINATOR).error())
        .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
  }

  @Test
  void aDuplicateIsAnsweredWithTheTimeItWasGiven() {
    harness.log.updateConfig(
        CONFIG.withTimestamps(
            new LogConfig.Timestamps(TimestampType.LOG_APPEND_TIME, Long.MAX_VALUE, 0)));
    harness.append(LogHarness.producer(7, 0, 0), "a");
    harness.clock.advanceMs(50);

    AppendResult again = harness.append(LogHarness.producer(7, 0, 0), "a");

    assertThat(again.isDuplicate()).isTrue();
    assertThat(again.logAppendTimeMs()).isEqualTo(LogHarness.START_MS);
    ByteBuffer offsets = harness.batch(BatchAttributes.PLAIN, "of a coordinator");
    assertThat(harness.log.append(offsets, 0, AppendOrigin.COORDINATOR).logAppendTimeMs())
        .isEqualTo(LogHarness.START_MS + 50);
  }

  @Test
  void aControlBatchThatEndsNoTransactionIsStoredAsItIs() {
    BatchAttributes attributes = LogHarness.producer(7, 0, -1).asTransactional().asControl();
    ByteBuffer key = ByteBuffer.allocate(4).putShort(2, (short) 99);
    harness.append(LogHarness.producer(7, 0, 0).asTransactional(), "a");

    ByteBuffer unknown =
        new RecordBatchBuilder(attributes, 0)
            .append(LogHarness.START_MS, key, LogHarness.utf8("?"))
            .build();
    ByteBuffer withoutValue =
        new RecordBatchBuilder(attributes, 0)
            .append(LogHarness.START_MS, ByteBuffer.allocate(4), null)
            .build();

    assertThat(harness.log.append(unknown, 0, AppendOrigin.COORDINATOR).isOk()).isTrue();
    assertThat(harness.log.append(withoutValue, 0, AppendOrigin.COORDINATOR).isOk()).isTrue();
    assertThat(harness.log.abortedTransactions(0, 10)).isEmpty();
    harness.log.onHighWatermark(3);
    assertThat(harness.log.lastStableOffset()).isZero();
  }

  @Test
  void anEpochIsWrittenWithItsFirstBatch() {
    harness.log.startLeaderEpoch(4);
    harness.log.startLeaderEpoch(4);
    assertThat(harness.log.latestEpoch()).isEqualTo(4);
    assertThat(LeaderEpochFile.read(disk, harness.directory)).isNull();

    harness.leaderEpoch = 4;
    harness.append("a");

    assertThat(LeaderEpochFile.read(disk, harness.directory)).isEqualTo(harness.log.leaderEpochs());
  }

  @Test
  void aLogThatBeginsAnewKeepsNothing() {
    harness.append(LogHarness.producer(7, 0, 0), "a");
    harness.log.roll();
    harness.append("b");

    harness.log.truncateFullyAndStartAt(100);

    assertThat(harness.log.logStartOffset()).isEqualTo(100);
    assertThat(harness.log.segmentCount()).isEqualTo(1);
    assertThat(harness.log.sizeInBytes()).isZero();
    assertThat(harness.log.findProducer(7)).isNull();
    assertThat(harness.log.latestEpoch()).isEqualTo(-1);
    assertThat(follow(100, 2, "c").baseOffset()).isEqualTo(100);
    harness.reopenAfterCrash();
    assertThat(harness.readAll(100)).containsExactly("100=c");
  }

  @Test
  void everySegmentIsMadeAsLongAsAskedTheFirstOneAndThatOfALogBegunAnewIncluded() {
    LogHarness asked =
        new LogHarness(disk, Path.of("/data/p-0"), LogHarness.smallSegments(10_000, true));
    assertThat(sizeOf(asked, 0)).isEqualTo(10_000);

    asked.append("a");
    asked.log.roll();
    assertThat(sizeOf(asked, 0)).isLessThan(200);
    assertThat(sizeOf(asked, 1)).isEqualTo(10_000);

    asked.log.truncateFullyAndStartAt(100);
    assertThat(sizeOf(asked, 100)).isEqualTo(10_000);
    asked.append("b");
    asked.reopenAfterCrash();
    assertThat(asked.readAll(100)).containsExactly("100=b");
  }

  @Test
  void aLogWithNothingButTheLengthAskedForIsEmptyAfterACrash() {
    LogHarness asked =
        new LogHarness(disk, Path.of("/data/p-0"), LogHarness.smallSegments(10_000, true));

    asked.reopenAfterCrash();

    assertThat(asked.log.sizeInBytes()).isZero();
    asked.append("a");
    asked.reopenCleanly();
    assertThat(asked.readAll(0)).containsExactly("0=a");
  }

  @Test
  void whatWasMadeLongerIsCutOffOnDiskWhenTheLogCloses() {
    LogHarness asked =
        new LogHarness(disk, Path.of("/data/p-0"), LogHarness.smallSegments(10_000, true));
    asked.append("a");
    asked.reopenCleanly();
    asked.log.roll();
    asked.flush();
    writeBack(asked.directory.resolve(FileKind.LOG.nameOf(1)));

    asked.log.close();

    OpenPoint clean = asked.point(true);
    for (int seed = 0; seed < 20; seed++) {
      disk.crash(new Random(seed));
      assertThat(disk.size(asked.directory.resolve(FileKind.LOG.nameOf(1)))).isZero();
    }
    asked.log = asked.open(clean);
    assertThat(asked.readAll(0)).containsExactly("0=a");
  }

  /** As the operating system does some time, unasked. */
  private void writeBack(Path path) {
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.sync();
    }
  }

  @Test
  void aDiskWithoutRoomForASegmentKeepsNothingOfIt() {
    disk.createDirectories(Path.of("/data/p-0"));
    disk.faults().setFreeBytes(0);

    assertThatThrownBy(
            () ->
                new LogHarness(disk, Path.of("/data/p-0"), LogHarness.smallSegments(10_000, true)))
        .isInstanceOf(DiskFullException.class);

    assertThat(disk.list(Path.of("/data/p-0"))).isEmpty();
  }

  private long sizeOf(LogHarness of, long baseOffset) {
    return disk.size(of.directory.resolve(FileKind.LOG.nameOf(baseOffset)));
  }
}
