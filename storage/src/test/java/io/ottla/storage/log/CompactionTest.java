package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordFault;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final long DELETE_RETENTION_MS = 1_000;

  private final LogHarness harness;

  CompactionTest(@TempDir Path directory) {
    LogConfig config =
        LogHarness.smallSegments(10_000)
            .withRetention(new LogConfig.Retention(false, -1, -1, 0))
            .withCompaction(
                new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, DELETE_RETENTION_MS));
    harness = new LogHarness(new RealDisk(), directory.resolve("c-0"), config);
  }

  private AppendResult put(String key, @Nullable String value) {
    return put(BatchAttributes.PLAIN, key, value);
  }

  private AppendResult put(BatchAttributes attributes, String key, @Nullable String value) {
    return put(attributes, harness.clock.wallMs(), key, value);
  }

  private AppendResult put(
      BatchAttributes attributes, long timestampMs, String key, @Nullable String value) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder(attributes, 0)
            .append(
                timestampMs, LogHarness.utf8(key), value == null ? null : LogHarness.utf8(value));
    AppendResult result = harness.log.append(builder.build(), 0, AppendOrigin.CLIENT);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    return result;
  }

  private CompactionResult compact() {
    harness.log.roll();
    harness.flush();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    CompactionResult result =
        Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED);
    harness.log.upkeep().completeCompaction(result);
    harness.flush();
    harness.background.runAll();
    return result;
  }

  @Test
  void theLastRecordOfEachKeyStaysWithItsOffset() {
    put("a", "1");
    put("b", "2");
    put("a", "3");

    compact();

    assertThat(harness.readAll(0)).containsExactly("1=2", "2=3");
    assertThat(harness.log.cleanedOffset()).isEqualTo(3);
    assertThat(harness.log.logEndOffset()).isEqualTo(3);
    assertThat(harness.log.upkeep().planCompaction()).isNull();
  }

  @Test
  void readersGoOnWhileSegmentsAreReplaced() throws Exception {
    put("last", "0");
    AtomicBoolean isDone = new AtomicBoolean();
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(
            () -> {
              int reads = 0;
              for (; !isDone.get(); reads++) {
                harness.log.read(0, 1_000, 1, true).records().release();
                harness.log.findOffset(harness.clock.wallMs());
              }
              return reads;
            });

    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < 5; i++) {
        put("key", "value " + i);
        harness.log.roll();
      }
      compact();
    }
    isDone.set(true);

    assertThat(reader.get()).isPositive();
  }

  @Test
  void aTimestampInTheFutureHoldsNothingBackWhereNoLagIsAsked() {
    RecordBatchBuilder early = new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
    early.append(harness.clock.wallMs() + 1_000, LogHarness.utf8("a"), LogHarness.utf8("1"));
    harness.log.append(early.build(), 0, AppendOrigin.CLIENT);
    put("a", "2");

    compact();

    assertThat(harness.readAll(0)).containsExactly("1=2");
  }

  @Test
  void aSearchByTimeFindsWhatWasMergedIntoAnotherSegment() {
    for (int i = 0; i < 120; i++) {
      if (i == 40) {
        assertThat(harness.log.findOffset(harness.clock.wallMs())).isNull(); // has looked at all
      } else if (i == 60) {
        compact();
      }
      put("key " + i, "value");
      harness.log.roll();
      harness.clock.advanceMs(10);
    }

    long timestampMs = LogHarness.START_MS + 10 * 50;
    FoundOffset found = Objects.requireNonNull(harness.log.findOffset(timestampMs));

    assertThat(found.offset()).isEqualTo(50);
  }

  @Test
  void aReaderInAGapGetsTheNextRecord() {
    put("a", "1");
    put("a", "2");
    put("a", "3");
    compact();

    LogRead read = harness.log.read(0, 1_000, Long.MAX_VALUE, true);

    assertThat(LogHarness.records(read)).extracting(LogRecord::offset).containsExactly(2L);
  }

  @Test
  void aTombstoneStaysForItsRetentionAndThenGoes() {
    put("a", "1");
    put("a", null);
    put("b", "2");
    compact();
    assertThat(harness.readAll(0)).containsExactly("1=null", "2=2");

    harness.clock.advanceMs(DELETE_RETENTION_MS + 1);
    put("b", "3");
    compact();

    assertThat(harness.readAll(0)).containsExactly("3=3");
  }

  @Test
  void abortedRecordsGoAndTheirMarkerFollows() {
    put("a", "kept");
    put(LogHarness.producer(7, 0, 0).asTransactional(), "a", "aborted");
    harness.endTransaction(7, 0, false);
    put("b", "1");
    compact();

    assertThat(harness.readAll(0)).containsExactly("0=kept", "3=1");
    harness.reopenCleanly();
    assertThat(harness.readAll(0)).containsExactly("0=kept", "3=1");
  }

  @Test
  void aProducersLastSequenceIsKnownAfterItsRecordIsGone() {
    put(LogHarness.producer(7, 0, 0), "a", "1");
    put("a", "2");
    compact();
    assertThat(harness.readAll(0)).containsExactly("1=2");

    harness.reopenAfterCrash();

    assertThat(put(LogHarness.producer(7, 0, 0), "a", "1").isDuplicate()).isTrue();
    assertThat(put(LogHarness.producer(7, 0, 1), "a", "3").isOk()).isTrue();
  }

  @Test
  void anEmptyBatchGoesOnceItIsNotItsProducersLast() {
    put(LogHarness.producer(7, 0, 0), "a", "1");
    put("a", "2");
    compact();
    assertThat(emptyBatches()).isEqualTo(1);

    put(LogHarness.producer(7, 0, 1), "b", "1");
    put("c", "1");
    compact();

    assertThat(emptyBatches()).isZero();
    assertThat(harness.readAll(0)).containsExactly("1=2", "2=1", "3=1");
  }

  @Test
  void anAbortedTransactionIsForgottenOnceNothingIsLeftOfIt() {
    put(LogHarness.producer(7, 0, 0).asTransactional(), "a", "aborted");
    harness.endTransaction(7, 0, false);
    put("b", "1");
    compact();
    put(LogHarness.producer(7, 0, 1).asTransactional(), "a", "committed");
    harness.endTransaction(7, 0, true);
    assertThat(harness.log.abortedTransactions(0, 10)).hasSize(1);

    for (int run = 0; run < 3; run++) {
      harness.clock.advanceMs(DELETE_RETENTION_MS + 1);
      put("b", "1");
      compact();
    }

    assertThat(harness.log.abortedTransactions(0, 10)).isEmpty();
    assertThat(emptyBatches()).isZero();
  }

  private int emptyBatches() {
    int count = 0;
    long end = harness.log.logEndOffset();
    for (long offset = 0; offset < end; ) {
      LogRead read = harness.log.read(offset, 1 << 20, end, true);
      ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
      read.records().writeTo(bytes);
      read.records().release();
      RecordBatches batches = new RecordBatches(bytes.flip());
      while (batches.next()) {
        count += batches.batch().recordCount() == 0 ? 1 : 0;
      }
      offset = read.nextOffset();
    }
    return count;
  }

  @Test
  void moreKeysThanFitInMemoryTakeSeveralRuns() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        put("key " + i, "value " + round + " " + i);
      }
    }
    harness.log.roll();
    harness.flush();
    int runs = 0;
    for (CompactionPlan plan = harness.log.upkeep().planCompaction();
        plan != null && runs < 100;
        plan = harness.log.upkeep().planCompaction()) {
      harness
          .log
          .upkeep()
          .completeCompaction(
              Compactor.run(plan, new Compactor.Buffers(40 * 24, 0.9, 1_000), Pace.UNLIMITED));
      harness.flush();
      runs++;
    }

    assertThat(runs).isGreaterThan(2);
    assertThat(harness.readAll(0)).contains("199=value 1 99").hasSize(100);
  }

  @Test
  void whatMustWaitIsNotCompacted() {
    harness.config =
        harness.config.withCompaction(
            new LogConfig.Compaction(true, 0.1, 60_000, Long.MAX_VALUE, DELETE_RETENTION_MS));
    harness.log.updateConfig(harness.config);
    put("a", "1");
    put("a", "2");
    harness.log.roll();
    harness.flush();

    assertThat(harness.log.upkeep().planCompaction()).isNull();
    harness.clock.advanceMs(60_000);
    assertThat(harness.log.upkeep().planCompaction()).isNotNull();
  }

  @Test
  void aRatioOfOneIsNeverReached() {
    harness.config =
        harness.config.withCompaction(
            new LogConfig.Compaction(true, 1.0, 0, Long.MAX_VALUE, DELETE_RETENTION_MS));
    harness.log.updateConfig(harness.config);
    put("a", "1");
    put("a", "2");
    harness.log.roll();

    assertThat(harness.log.upkeep().planCompaction()).isNull();
  }

  private void putWithoutTimestamp(String key, String value) {
    put(BatchAttributes.PLAIN, RecordBatch.NO_TIMESTAMP, key, value);
  }

  @Test
  void recordsWithoutATimestampRollOnceTheyWereThereForTheMaximumLagAndWaitForTheRatio() {
    compactBy(1.0, 0, 5_000);
    putWithoutTimestamp("a", "1");
    putWithoutTimestamp("a", "2");

    assertThat(harness.log.upkeep().planCompaction()).isNull();
    assertThat(harness.log.segmentCount()).isEqualTo(1);

    harness.clock.advanceMs(5_001);
    for (int i = 0; i < 3; i++) {
      harness.flush();
      assertThat(harness.log.upkeep().planCompaction()).isNull();
      putWithoutTimestamp("a", "3");
    }
    assertThat(harness.log.segmentCount()).isEqualTo(2);

    compactBy(0.5, 0, 5_000);
    assertThat(harness.log.upkeep().planCompaction()).isNotNull();
  }

  @Test
  void recordsWithoutATimestampAreAsOldAsTheirFile() {
    compactBy(0.1, 60_000, Long.MAX_VALUE);
    putWithoutTimestamp("a", "1");
    harness.log.roll();
    harness.flush();
    Path file = harness.directory.resolve(FileKind.LOG.nameOf(0));
    harness.clock.advanceMs(new RealDisk().modifiedMs(file) - harness.clock.wallMs());
    assertThat(harness.log.upkeep().planCompaction()).isNull();

    harness.clock.advanceMs(120_000);

    assertThat(harness.log.upkeep().planCompaction()).isNotNull();
  }

  private void compactBy(double ratio, long minLagMs, long maxLagMs) {
    harness.config =
        harness.config.withCompaction(
            new LogConfig.Compaction(true, ratio, minLagMs, maxLagMs, DELETE_RETENTION_MS));
    harness.log.updateConfig(harness.config);
  }

  @Test
  void aKeylessRecordIsRefusedByItsIndex() {
    RecordBatchBuilder builder =
        RecordBatchBuilder.plain()
            .append(harness.clock.wallMs(), LogHarness.utf8("k"), LogHarness.utf8("1"))
            .append(harness.clock.wallMs(), null, LogHarness.utf8("2"));

    AppendResult result = harness.log.append(builder.build(), 0, AppendOrigin.CLIENT);

    assertThat(result.error()).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(result.faults()).extracting(RecordFault::index).containsExactly(1);
    assertThat(harness.log.logEndOffset()).isZero();
  }

  @Test
  void deletedSegmentsInTheMeantimeMakeAResultUseless() {
    put("a", "1");
    put("a", "2");
    harness.log.roll();
    harness.flush();
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    CompactionResult result =
        Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED);
    harness.log.incrementLogStartOffset(2);

    harness.log.upkeep().completeCompaction(result);

    assertThat(harness.log.cleanedOffset()).isZero();
    assertThat(harness.log.segmentCount()).isEqualTo(1);
  }

  @Test
  void segmentsDeletedUnderACompactionEndItAndLeaveNothingOfIt() {
    harness.log.updateConfig(
        harness.config.withRoll(new LogConfig.Roll(100, Long.MAX_VALUE, 0, 10_000, 64, false)));
    for (int i = 0; i < 4; i++) {
      put("a", "value " + i);
    }
    harness.log.roll();
    harness.flush();
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    Pace deleting =
        bytes -> {
          if (!cleanedFiles().isEmpty()) {
            harness.log.incrementLogStartOffset(3);
          }
        };

    assertThatThrownBy(
            () -> Compactor.run(plan, new Compactor.Buffers(1 << 20, 0.9, 1_000), deleting))
        .isInstanceOf(FileGoneException.class);

    assertThat(cleanedFiles()).isEmpty();
  }

  private List<String> cleanedFiles() {
    return harness.environment.disk().list(harness.directory).stream()
        .filter(name -> name.endsWith(FileKind.CLEANED))
        .toList();
  }

  @Test
  void whatAPowerLossMayTakeIsNotCompacted() {
    put("a", "1");
    put("a", "2");
    harness.log.roll();

    assertThat(harness.log.upkeep().planCompaction()).isNull();
    harness.flush();
    assertThat(harness.log.upkeep().planCompaction()).isNotNull();
  }

  @Test
  void aMarkerThatTheIndexOfAbortedTransactionsContradictsIsDamage() {
    put("a", "committed");
    put(LogHarness.producer(7, 0, 0).asTransactional(), "a", "aborted");
    harness.endTransaction(7, 0, false);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.roll();
    harness.flush();
    CompactionPlan misled = withoutAborted(0);

    assertThatThrownBy(
            () -> Compactor.run(misled, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("00000000000000000000.txnindex");
    assertThat(cleanedFiles()).isEmpty();
  }

  @Test
  void theIndexOfAbortedTransactionsNeedNotKnowWhatWasDeleted() {
    put(LogHarness.producer(7, 0, 0).asTransactional(), "a", "aborted");
    harness.endTransaction(7, 0, false);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.roll();
    harness.flush();
    CompactionPlan ofOldKafka = withoutAborted(1);

    CompactionResult result =
        Compactor.run(ofOldKafka, new Compactor.Buffers(1 << 20, 0.9, 1_000), Pace.UNLIMITED);

    assertThat(result.cleanedOffset()).isEqualTo(2);
  }

  @Test
  void anOpenTransactionWhoseRecordsAreDeletedIsStillAborted() {
    put("a", "kept");
    put(LogHarness.producer(7, 0, 0).asTransactional(), "a", "aborted");
    put("b", "kept");
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(2);
    assertThat(harness.log.lastStableOffset()).isEqualTo(2);
    harness.endTransaction(7, 0, false);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    assertThat(harness.log.lastStableOffset()).isEqualTo(4);
    harness.log.roll();
    harness.flush();

    compact();

    assertThat(harness.readAll(2)).containsExactly("2=kept");
    assertThat(harness.log.abortedTransactions(2, 4))
        .containsExactly(new AbortedTransaction(7, 1, 3, 4));
  }

  /** What is to be compacted, with an index of aborted transactions that knows of none. */
  private CompactionPlan withoutAborted(long logStartOffset) {
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    return new CompactionPlan(
        plan.files(),
        plan.segments(),
        logStartOffset,
        plan.firstDirtyOffset(),
        plan.behind(),
        plan.latestEpoch(),
        plan.lastOffsets(),
        List::of,
        plan.rules(),
        plan.nowMs(),
        plan.onNamesChanged());
  }
}
