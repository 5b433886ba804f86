package io.ottla.storage.log;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.TailRules;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A log that loses power again and again. One seed decides everything; a failure names it, and
 * {@code -Dottla.sim.seed=N} runs it alone. More seeds: {@code -Dottla.sim.seeds=N}.
 */
class PartitionLogSimulation {
  private static final int DEFAULT_SEEDS = 2_000;
  private static final int STEPS = 60;
  private static final Path DIRECTORY = Path.of("/sim/t-0");

  @Test
  void whatWasFlushedSurvivesEveryLossOfPower() {
    Long single = Long.getLong("ottla.sim.seed");
    if (single != null) {
      new Run(single).run();
      return;
    }
    int seeds = Integer.getInteger("ottla.sim.seeds", DEFAULT_SEEDS);
    for (long seed = 0; seed < seeds; seed++) {
      try {
        new Run(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dottla.sim.seed=" + seed, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final SimDisk disk = new SimDisk();
    private final LogHarness harness;
    private final LogModel model = new LogModel();
    private long flushedOffset;
    private OpenPoint checkpoint = OpenPoint.UNKNOWN;

    Run(long seed) {
      this.random = new Random(seed);
      disk.createDirectories(Path.of("/sim"));
      disk.syncDirectory(Path.of("/"));
      LogConfig config =
          LogHarness.smallSegments(800 + random.nextInt(3_000), random.nextInt(4) == 0)
              .withRetention(new LogConfig.Retention(true, -1, 5_000, 1_000));
      TailRules rules = random.nextBoolean() ? LogHarness.EAGER_TAIL : TailRules.DEFAULT;
      this.harness = new LogHarness(disk, DIRECTORY, config, rules);
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        try {
          step();
        } catch (SimDisk.PowerLoss e) {
          losePower();
        }
      }
      losePower();
    }

    private void step() {
      switch (random.nextInt(18)) {
        case 0 -> harness.log.roll();
        case 1, 2 -> flush();
        case 3 -> checkpoint();
        case 4 -> losePower();
        case 5 -> truncate();
        case 6 -> retain();
        case 7 -> restartCleanly();
        case 8 -> appendToAFullDisk();
        case 9 -> disk.losePowerAfter(random.nextInt(40));
        case 10 -> harness.files.windows().sweep();
        default -> model.append(harness, random.nextInt(1_000));
      }
    }

    private void flush() {
      PartitionLogProperties.flush(harness);
      flushedOffset = harness.log.recoveryPoint();
    }

    private void checkpoint() {
      PartitionLog log = harness.log;
      checkpoint =
          new OpenPoint(false, log.recoveryPoint(), log.logStartOffset(), log.highWatermark());
    }

    // The metadata log brings a lost directory back, as DESIGN says: opening makes it anew.
    private void losePower() {
      boolean isOpen = false;
      while (!isOpen) {
        disk.crash(random);
        if (random.nextInt(4) == 0) {
          disk.losePowerAfter(random.nextInt(30));
        }
        isOpen = tryToOpen();
      }
      disk.losePowerAfter(Integer.MAX_VALUE);
      model.reconcile(harness, flushedOffset);
      harness.leaderEpoch++;
      harness.log.onHighWatermark(harness.log.logEndOffset());
      flushedOffset = Math.min(flushedOffset, harness.log.logEndOffset());
      model.check(harness);
    }

    private boolean tryToOpen() {
      try {
        harness.log = harness.open(checkpoint);
        return true;
      } catch (SimDisk.PowerLoss e) {
        return false;
      }
    }

    private void truncate() {
      int number = random.nextInt(1_000);
      flushedOffset = Math.min(flushedOffset, model.truncationTarget(number));
      harness.log.prepareTruncation(flushedOffset);
      checkpoint();
      model.truncate(harness, number);
      flushedOffset = Math.min(flushedOffset, harness.log.logEndOffset());
      checkpoint();
    }

    // A start offset that is not checkpointed yet may fall back.
    private void retain() {
      harness.log.applyRetention();
      model.startsAt(harness.log.logStartOffset());
      checkpoint();
    }

    private void restartCleanly() {
      harness.reopenCleanly();
      flushedOffset = harness.log.logEndOffset();
      checkpoint();
      model.check(harness);
    }

    private void appendToAFullDisk() {
      disk.setFreeBytes(random.nextInt(60));
      try {
        model.appendIfRoom(harness, "no room for this value");
      } finally {
        disk.setFreeBytes(Long.MAX_VALUE);
      }
    }
  }
}
