package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.CleanerConfig;
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
            harness.background, harness.workers::execute, harness.registry, () -> CONFIG);
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
}
