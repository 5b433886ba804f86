package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.CleanerConfig;
import io.ottla.storage.dir.LogMove;
import io.ottla.storage.segment.FileKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionDutyTest {
  private static final long BACKOFF_MS = 15_000;
  private static final CleanerConfig CONFIG =
      new CleanerConfig(true, 1, 1 << 20, 0.9, 1 << 20, Double.MAX_VALUE, BACKOFF_MS);

  private final ReplicaHarness harness;
  private final CompactionDuty duty;

  CompactionDutyTest(@TempDir Path root) {
    harness = new ReplicaHarness(root);
    duty =
        new CompactionDuty(
            harness.background,
            harness.workers::execute,
            harness.registry,
            harness.logs.placement(),
            () -> CONFIG);
    duty.start();
  }

  /** Has the log planned to be compacted; the cleaner's thread has not begun. */
  private void plan() {
    harness.background.advanceMs(BACKOFF_MS);
    harness.loop.runAll();
  }

  private void putTwice(String key) {
    harness.put(key, "1");
    harness.put(key, "2");
    harness.flush();
  }

  @Test
  void aLogIsCompactedWheneverThereIsSomethingNew() {
    putTwice("a");
    plan();
    harness.runAll();
    assertThat(duty.runs()).isEqualTo(1);

    putTwice("b");
    plan();
    harness.runAll();

    assertThat(duty.runs()).isEqualTo(2);
    assertThat(duty.bytesWritten()).isLessThan(duty.bytesRead());
  }

  @Test
  void aCompactionThatRetentionTookTheSegmentsFromBeginsAgainLater() {
    putTwice("a");
    plan();
    harness.partition.deleteRecordsBefore(2);
    harness.runAll();
    assertThat(duty.runs()).isZero();

    putTwice("b");
    plan();
    harness.runAll();

    assertThat(duty.runs()).isEqualTo(1);
  }

  @Test
  void aLogThatIsBeingMovedIsNotCompacted() {
    putTwice("a");
    LogMove move = harness.logs.beginMove(harness.managed(), harness.second);
    plan();
    harness.runAll();
    assertThat(duty.runs()).isZero();

    harness.logs.abandon(move);
    plan();
    harness.runAll();

    assertThat(duty.runs()).isEqualTo(1);
  }

  @Test
  void aCompactionUnderWhichAMoveBeginsComesToNothing() {
    putTwice("a");
    int segments = harness.partition.log().segmentCount();
    plan();
    LogMove move = harness.logs.beginMove(harness.managed(), harness.second);

    harness.runAll();

    assertThat(duty.runs()).isZero();
    assertThat(harness.partition.log().segmentCount()).isEqualTo(segments);
    assertThat(harness.disk.list(harness.partition.log().directory()))
        .noneMatch(name -> name.endsWith(FileKind.CLEANED));
    harness.logs.abandon(move);
    plan();
    harness.runAll();
    assertThat(duty.runs()).isEqualTo(1);
  }
}
