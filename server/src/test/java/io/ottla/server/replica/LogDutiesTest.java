package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.partition.TopicSettings;
import io.ottla.server.config.StorageConfig;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One record of a topic with a {@code flush.ms} of 50. */
class LogDutiesTest {
  private static final long FLUSH_MS = 50;

  private final Path root;
  private final ReplicaHarness harness;

  LogDutiesTest(@TempDir Path root) {
    this.root = root;
    this.harness = new ReplicaHarness(root);
    LogConfig config = harness.partition.settings().log();
    harness.partition.update(
        new TopicSettings(config.withFlush(new LogConfig.Flush(Long.MAX_VALUE, FLUSH_MS)), 1));
    harness.put("a", "1");
    harness.runAll();
  }

  private void start(long flushCheckIntervalMs) {
    StorageConfig config =
        new StorageConfig(
            List.of(root),
            root,
            Long.MAX_VALUE,
            60_000,
            flushCheckIntervalMs,
            86_400_000,
            0,
            1,
            false,
            false);
    DiskReserve reserve = new DiskReserve(harness.disk, harness.clock, 0);
    new LogDuties(harness.background, harness.registry, harness.logs, reserve, config).start();
  }

  private long flushedAfterMs(long moreMs) {
    harness.background.advanceMs(moreMs);
    harness.runAll();
    return harness.partition.log().recoveryPoint();
  }

  @Test
  void whatIsDueIsFlushedAtTheNextLook() {
    start(200);

    assertThat(flushedAfterMs(199)).isZero();
    assertThat(flushedAfterMs(1)).isEqualTo(1);
  }

  @Test
  void whatIsNotDueYetWaitsForALaterLook() {
    start(30);

    assertThat(flushedAfterMs(30)).isZero();
    assertThat(flushedAfterMs(30)).isEqualTo(1);
  }

  @Test
  void aLookThatIsNeverToComeDoesNotComeAtOnce() {
    start(Long.MAX_VALUE - 1);

    assertThat(flushedAfterMs(100_000)).isZero();
  }
}
