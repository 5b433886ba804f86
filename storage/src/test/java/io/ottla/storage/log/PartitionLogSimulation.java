package io.ottla.storage.log;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.SimFaults;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.TailRules;
import io.ottla.storage.segment.FileKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A log that loses power again and again. One seed decides everything; a failure names it, and
 * {@code -Dottla.sim.seed=N} runs it alone. More seeds: {@code -Dottla.sim.seeds=N}.
 */
class PartitionLogSimulation {
  private static final int DEFAULT_SEEDS = 2_000;
  private static final int STEPS = 60;
  private static final Path DIRECTORY = Path.of("/sim/t-0");
  private static final String FIRST_SEGMENT = FileKind.LOG.nameOf(0);

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
    private @Nullable LogFlush slowFlush;
    private boolean isSynced;

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
        } catch (SimFaults.PowerLoss e) {
          losePower();
        }
      }
      losePower();
    }

    private void step() {
      switch (random.nextInt(24)) {
        case 0 -> harness.log.roll();
        case 1, 2 -> flush();
        case 3 -> checkpoint();
        case 4 -> losePower();
        case 5 -> truncate();
        case 6 -> retain();
        case 7 -> restartCleanly();
        case 8 -> appendToAFullDisk();
        case 9 -> disk.faults().losePowerAfter(random.nextInt(40));
        case 10 -> harness.files.windows().sweep();
        case 11, 12 -> flushSlowly();
        case 13 -> failToFlush();
        case 14, 15 -> harness.noteSegments();
        case 16 -> harness.background.advanceMs(random.nextInt(100_000));
        default -> model.append(harness, random.nextInt(1_000));
      }
    }

    private void flush() {
      if (slowFlush != null) {
        flushSlowly();
      }
      harness.flush();
      flushedOffset = harness.log.recoveryPoint();
    }

    // What is appended between the two ends of a flush is not on disk; what the flush thread writes
    // goes there at either end.
    private void flushSlowly() {
      LogFlush done = slowFlush;
      if (done == null) {
        LogFlush begun = harness.log.beginFlush();
        isSynced = random.nextBoolean();
        if (isSynced) {
          begun.sync();
        }
        slowFlush = begun;
        return;
      }
      slowFlush = null;
      if (!isSynced) {
        done.sync();
      }
      harness.log.onFlushed(done);
      flushedOffset = harness.log.recoveryPoint();
    }

    // The directory would go offline: nothing is done with the log any more but to open it again.
    private void failToFlush() {
      if (slowFlush != null) {
        return; // a log has one flush at a time
      }
      boolean hasFailed = false;
      disk.faults().setSyncFailing(true);
      try {
        harness.log.beginFlush().sync();
      } catch (StorageException e) {
        hasFailed = true;
      } finally {
        disk.faults().setSyncFailing(false);
      }
      if (hasFailed) {
        losePower();
      }
    }

    private void checkpoint() {
      PartitionLog log = harness.log;
      checkpoint =
          new OpenPoint(false, log.recoveryPoint(), log.logStartOffset(), log.highWatermark());
    }

    // The metadata log brings a lost directory back, as DESIGN says: opening makes it anew.
    private void losePower() {
      slowFlush = null;
      boolean isOpen = false;
      while (!isOpen) {
        disk.killOrCrash(random);
        flipBit();
        if (random.nextInt(4) == 0) {
          disk.faults().losePowerAfter(random.nextInt(30));
        }
        isOpen = tryToOpen();
      }
      disk.faults().losePowerAfter(SimFaults.NEVER);
      model.reconcile(harness, flushedOffset);
      checkpoint(); // as whoever truncates a log must
      // No checksum covers a batch's leader epoch: a flipped one is believed.
      harness.leaderEpoch = Math.max(harness.leaderEpoch, harness.log.latestEpoch()) + 1;
      harness.log.onHighWatermark(harness.log.logEndOffset());
      flushedOffset = Math.min(flushedOffset, harness.log.logEndOffset());
      model.check(harness);
    }

    // Recovery looks at everything from the segment on that holds the recovery point; what it finds
    // damaged there costs the batches behind the damage, of an index or a snapshot nothing.
    private void flipBit() {
      List<String> names = disk.list(DIRECTORY);
      long first =
          names.stream()
              .mapToLong(FileKind.LOG::offsetIn)
              .filter(base -> base >= 0 && base < checkpoint.recoveryPoint())
              .max()
              .orElse(0);
      List<String> looked = names.stream().filter(name -> offsetIn(name) >= first).toList();
      if (looked.isEmpty() || random.nextInt(4) > 0) {
        return;
      }
      String name = looked.get(random.nextInt(looked.size()));
      disk.flipBit(DIRECTORY.resolve(name), random);
      if (FileKind.LOG.offsetIn(name) >= 0) {
        flushedOffset = Math.min(flushedOffset, FileKind.LOG.offsetIn(name));
      }
    }

    private static long offsetIn(String name) {
      return Arrays.stream(FileKind.values())
          .mapToLong(kind -> kind.offsetIn(name))
          .max()
          .orElse(-1);
    }

    // A start on a full disk must succeed, so that something can be deleted.
    private boolean tryToOpen() {
      boolean isFull = random.nextInt(6) == 0 && disk.exists(DIRECTORY.resolve(FIRST_SEGMENT));
      try {
        disk.faults().setFreeBytes(isFull ? random.nextInt(40) : Long.MAX_VALUE);
        harness.restart(checkpoint);
        return true;
      } catch (SimFaults.PowerLoss e) {
        return false;
      } finally {
        disk.faults().setFreeBytes(Long.MAX_VALUE);
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
      harness.log.upkeep().applyRetention();
      model.startsAt(harness.log.logStartOffset());
      checkpoint();
    }

    private void restartCleanly() {
      slowFlush = null;
      harness.reopenCleanly();
      harness.background.advanceMs(0);
      flushedOffset = harness.log.logEndOffset();
      checkpoint();
      model.check(harness);
    }

    private void appendToAFullDisk() {
      disk.faults().setFreeBytes(random.nextInt(60));
      try {
        model.appendIfRoom(harness, "no room for this value");
      } finally {
        disk.faults().setFreeBytes(Long.MAX_VALUE);
      }
    }
  }
}
