package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What retention and compaction ask the segments of a log that was just opened. */
class LogAgesTest {
  private static final int SEGMENTS = 12;
  private static final long STEP_MS = 1_000;

  private final SimDisk disk = new SimDisk();
  private final LogHarness harness =
      new LogHarness(disk, Path.of("/sim/t-0"), LogHarness.smallSegments(4_000));

  @BeforeEach
  void fillAndRestart() {
    for (int i = 0; i < SEGMENTS; i++) {
      RecordBatchBuilder batch = new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
      batch.append(harness.clock.wallMs(), LogHarness.utf8("key " + i), LogHarness.utf8("value"));
      harness.log.append(batch.build(), 0, AppendOrigin.CLIENT);
      harness.log.roll();
      harness.clock.advanceMs(STEP_MS);
    }
    harness.log.onHighWatermark(harness.log.logEndOffset());
    reopenWithoutCatalog();
  }

  private void reopenWithoutCatalog() {
    harness.log.close();
    disk.delete(harness.directory.resolve(SegmentCatalog.NAME));
    long end = harness.log.logEndOffset();
    harness.log = harness.open(new OpenPoint(true, end, harness.log.logStartOffset(), end));
  }

  private int readsOf(Runnable work) {
    int before = disk.reads();
    work.run();
    return disk.reads() - before;
  }

  private void retain() {
    LogConfig.Retention twoSeconds = new LogConfig.Retention(true, 2 * STEP_MS, -1, 0);
    harness.log.updateConfig(harness.config.withRetention(twoSeconds));
  }

  private void compact() {
    LogConfig.Compaction rules = new LogConfig.Compaction(true, 0.5, 0, 3 * STEP_MS, 0);
    harness.log.updateConfig(harness.config.withCompaction(rules));
  }

  @Test
  void retentionReadsNothingOnTheLoopOnceTheAgesAreLearnt() {
    retain();
    harness.log.upkeep().learnAges();

    assertThat(readsOf(harness.log.upkeep()::applyRetention)).isZero();
    assertThat(harness.log.logStartOffset()).isEqualTo(SEGMENTS - 2);
  }

  @Test
  void planningOfCompactionReadsNothingOnTheLoopOnceTheAgesAreLearnt() {
    compact();
    harness.log.upkeep().learnAges();

    int reads = readsOf(() -> assertThat(harness.log.upkeep().planCompaction()).isNotNull());

    assertThat(reads).isZero();
  }

  @Test
  void withoutThatTheLoopWouldRead() {
    retain();
    assertThat(readsOf(harness.log.upkeep()::applyRetention)).isPositive();
    reopenWithoutCatalog();
    compact();
    assertThat(readsOf(() -> assertThat(harness.log.upkeep().planCompaction()).isNotNull()))
        .isPositive();
  }

  @Test
  void agesOfALogThatIsGivenUpAreNotLearnt() {
    retain();
    harness.log.giveUp();

    harness.log.upkeep().learnAges();

    assertThat(harness.log.logStartOffset()).isZero();
  }
}
