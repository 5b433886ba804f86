package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.verify.LogState;
import io.ottla.storage.verify.LogState.Saved;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is found in what brokers leave that were stopped, or killed, whatever they had done. */
class LogVerifierSoundLogsTest {
  private static final int SEEDS = 40;
  private static final int STEPS = 120;
  private static final int PRODUCERS = 4;

  /** As of index entries behind a truncation: the file keeps them until the next flush. */
  private static final String NOTE = ": note: ";

  @TempDir private Path root = Path.of("");

  /** A log that is used at random: transactions, retention, compaction, truncation, restarts. */
  private static final class History {
    private final CheckedLog checked;
    private final LogHarness harness;
    private final Random random;
    private final int[] sequences = new int[PRODUCERS];
    private final boolean[] open = new boolean[PRODUCERS];

    History(Path directory, long seed) {
      checked = new CheckedLog(directory);
      random = new Random(seed);
      LogConfig config =
          LogHarness.smallSegments(random.nextBoolean() ? 600 : 3_000)
              .withRetention(new LogConfig.Retention(false, -1, -1, 0));
      if (random.nextBoolean()) {
        config =
            config.withCompaction(new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, 1_000));
      }
      harness = new LogHarness(checked.disk, directory, config, LogHarness.EAGER_TAIL);
    }

    void step() {
      harness.clock.advanceMs(random.nextInt(300));
      switch (random.nextInt(24)) {
        case 0 -> harness.log.roll();
        case 1 -> harness.leaderEpoch++;
        case 2 -> harness.flush();
        case 3 -> deleteRecords();
        case 4, 5 -> compact();
        case 6 -> harness.reopenCleanly();
        case 7 -> harness.reopenAfterCrash();
        case 8, 9, 10, 11 -> endTransaction();
        case 12 -> truncate();
        default -> append();
      }
      harness.background.runAll();
    }

    private void append() {
      int producer = random.nextInt(PRODUCERS);
      boolean isTransactional = random.nextInt(4) > 0;
      BatchAttributes attributes =
          LogHarness.producer(producer, 0, sequences[producer]).asTransactional();
      int records = 1 + random.nextInt(3);
      RecordBatchBuilder builder =
          new RecordBatchBuilder(isTransactional ? attributes : BatchAttributes.PLAIN, 0);
      for (int i = 0; i < records; i++) {
        String key = "key " + random.nextInt(5);
        builder.append(
            harness.clock.wallMs(), LogHarness.utf8(key), LogHarness.utf8("x".repeat(50)));
      }
      if (harness.log.append(builder.build(), harness.leaderEpoch, AppendOrigin.COORDINATOR).isOk()
          && isTransactional) {
        sequences[producer] += records;
        open[producer] = true;
      }
    }

    private void endTransaction() {
      int producer = random.nextInt(PRODUCERS);
      if (open[producer] || random.nextInt(5) == 0) {
        harness.endTransaction(producer, 0, random.nextBoolean());
        open[producer] = false;
      }
    }

    private void truncate() {
      long end = harness.log.logEndOffset();
      long kept = Math.max(harness.log.highWatermark(), end - random.nextInt(5));
      harness.log.prepareTruncation(kept);
      harness.log.truncateTo(kept);
    }

    private void deleteRecords() {
      harness.log.onHighWatermark(harness.log.logEndOffset());
      boolean isCompacted = harness.config.compaction().compact();
      long end = isCompacted ? harness.log.lastStableOffset() : harness.log.logEndOffset();
      long start = harness.log.logStartOffset();
      long below = random.nextInt(4) == 0 ? end - start : Math.max(0, end - start) / 3;
      harness.log.incrementLogStartOffset(start + random.nextInt((int) Math.max(0, below) + 1));
    }

    private void compact() {
      harness.flush();
      harness.log.onHighWatermark(harness.log.logEndOffset());
      CompactionPlan plan = harness.log.upkeep().planCompaction();
      if (plan != null) {
        Compactor.Buffers buffers = new Compactor.Buffers(1 << 20, 0.9, 1_000);
        harness.log.upkeep().completeCompaction(Compactor.run(plan, buffers, Pace.UNLIMITED));
        harness.flush();
      }
    }

    /** What is said, but for the guess that a restart within the last bytes of a segment spoils. */
    List<String> lines() {
      return checked.lines().stream()
          .filter(line -> !line.endsWith("some may be missing"))
          .toList();
    }

    LogState state(boolean isClean) {
      OpenPoint point = harness.point(isClean);
      Map<OffsetCheckpoint, Saved> saved = new HashMap<>();
      Path file = Path.of("checkpoint");
      saved.put(OffsetCheckpoint.RECOVERY_POINT, new Saved(file, 0, point.recoveryPoint()));
      saved.put(OffsetCheckpoint.LOG_START, new Saved(file, 0, point.logStartOffset()));
      saved.put(OffsetCheckpoint.HIGH_WATERMARK, new Saved(file, 0, point.highWatermark()));
      saved.put(OffsetCheckpoint.CLEANER, new Saved(file, 0, point.cleanedOffset()));
      return new LogState(isClean, true, saved);
    }
  }

  @Test
  void nothingIsFoundInWhatABrokerLeaves() {
    for (int seed = 0; seed < SEEDS; seed++) {
      History history = new History(root.resolve("h-" + seed), seed);
      for (int i = 0; i < STEPS; i++) {
        history.step();
        if (i % 20 == 19) {
          history.checked.state = history.state(/* isClean= */ false);

          assertThat(history.lines())
              .as("killed, seed %d step %d", seed, i)
              .allMatch(line -> line.contains(NOTE));
        }
      }
      history.harness.log.close();
      history.checked.state = history.state(/* isClean= */ true);

      assertThat(history.lines()).as("stopped, seed %d", seed).isEmpty();
    }
  }

  @Test
  void zerosThatAKilledBrokerLeavesBehindTheLastBatchAreNoFinding() {
    CheckedLog checked = new CheckedLog(root.resolve("z-0"));
    LogHarness harness =
        new LogHarness(checked.disk, checked.directory, LogConfig.DEFAULT, LogHarness.EAGER_TAIL);
    for (int i = 0; i < 20; i++) {
      harness.append("value " + i);
    }
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).isEmpty();
    assertThat(checked.verify().bytes()).isGreaterThan(harness.log.sizeInBytes());
  }
}
