package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.SimFaults;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A compacted log that loses power at any step, on a disk that fills up, fails to flush, flushes
 * slowly and flips bits. Whatever happens, whoever reads it from the start ends with the same last
 * value of each key. A flipped bit may stop the log, and is undone then; it may cost nothing but
 * what recovery finds behind it. Seeds as in {@link PartitionLogSimulation}.
 */
class CompactionSimulation {
  private static final int DEFAULT_SEEDS = 2_000;
  private static final int STEPS = 80;
  private static final Path DIRECTORY = Path.of("/sim/c-0");
  private static final String FIRST_SEGMENT = FileKind.LOG.nameOf(0);
  private static final int PRODUCER = 7;

  @Test
  void theLastValueOfEveryKeyStays() {
    Long single = Long.getLong("ottla.sim.seed");
    long first = single == null ? 0 : single;
    long count = single == null ? Integer.getInteger("ottla.sim.seeds", DEFAULT_SEEDS) : 1;
    for (long seed = first; seed < first + count; seed++) {
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
    private final KeyedHistory history = new KeyedHistory();
    private LogDamage damage = LogDamage.NONE;
    private long firstLostOffset = Long.MAX_VALUE;
    private OpenPoint checkpoint = OpenPoint.UNKNOWN;
    private long flushedOffset;
    private @Nullable LogFlush slowFlush;
    private boolean isSynced;
    private @Nullable CompactionResult waiting;
    private int sequence;

    Run(long seed) {
      random = new Random(seed);
      disk.createDirectories(Path.of("/sim"));
      disk.syncDirectory(Path.of("/"));
      LogConfig config =
          LogHarness.smallSegments(1_000 + random.nextInt(4_000))
              .withRetention(new LogConfig.Retention(false, -1, -1, 100))
              .withCompaction(
                  new LogConfig.Compaction(true, 0.3, 0, Long.MAX_VALUE, random.nextInt(500)));
      harness = new LogHarness(disk, DIRECTORY, config);
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        survive(this::step);
        survive(() -> harness.background.advanceMs(random.nextInt(50)));
      }
      survive(this::losePower);
      repair();
      check();
      harness.background.advanceMs(1_000);
      assertThat(marked(FileKind.DELETED)).isEmpty();
    }

    // Damage that is noticed takes the log offline; a disk that fails does so with its directory.
    private void survive(Runnable action) {
      try {
        action.run();
      } catch (SimFaults.PowerLoss e) {
        survive(this::losePower);
      } catch (IllegalStateException e) {
        if (!disk.isDamaged() || String.valueOf(e.getMessage()).startsWith("signal")) {
          throw e;
        }
        repair();
      }
    }

    private void step() {
      switch (random.nextInt(26)) {
        case 0, 1 -> compact();
        case 2 -> losePower();
        case 3, 4 -> transaction(random.nextBoolean());
        case 5 -> restart();
        case 6 -> harness.log.roll();
        case 7 -> check();
        case 8, 9, 10 -> flush();
        case 11, 12 -> flushSlowly();
        case 13 -> checkpoint();
        case 14 -> failToFlush();
        case 15 -> onAFullDisk();
        case 16 -> flipBit();
        case 17 -> disk.faults().losePowerAfter(random.nextInt(60));
        case 18, 19 -> harness.noteSegments();
        default -> append(BatchAttributes.PLAIN, true, 0);
      }
    }

    // ---- writing

    /** Appends; what is not committed is not to be seen. */
    private boolean append(BatchAttributes attributes, boolean isSeen, int markers) {
      Compression[] all = Compression.values();
      RecordBatchBuilder builder =
          new RecordBatchBuilder(attributes.withCompression(all[random.nextInt(all.length)]), 0);
      List<KeyedHistory.Write> writes = new ArrayList<>();
      long offset = harness.log.logEndOffset();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        String key = "key " + random.nextInt(12);
        boolean isTombstone = random.nextInt(4) == 0;
        String value = isTombstone ? null : "value " + sequence++ + "y".repeat(random.nextInt(60));
        builder.append(
            harness.clock.wallMs(),
            LogHarness.utf8(key),
            value == null ? null : LogHarness.utf8(value));
        long visibleFrom = markers == 0 ? offset + i : offset + count;
        writes.add(new KeyedHistory.Write(offset + i, key, value, visibleFrom));
      }
      if (isSeen) {
        history.add(writes);
      }
      boolean isDone = append(builder.build());
      if (!isDone) {
        history.remove(writes);
      }
      return isDone;
    }

    private boolean append(ByteBuffer batch) {
      boolean isDone =
          harness.log.append(batch, harness.leaderEpoch, AppendOrigin.COORDINATOR).isOk();
      assertThat(isDone || disk.freeBytes(DIRECTORY) < Long.MAX_VALUE).isTrue();
      onAppended();
      return isDone;
    }

    private void onAppended() {
      harness.log.onHighWatermark(harness.log.logEndOffset());
      history.endsAt(harness.log.logEndOffset());
    }

    private void transaction(boolean isCommitted) {
      BatchAttributes attributes = LogHarness.producer(PRODUCER, 0, -1).asTransactional();
      if (append(attributes, isCommitted, 1)) {
        disk.faults().setFreeBytes(Long.MAX_VALUE);
        assertThat(harness.endTransaction(PRODUCER, 0, isCommitted).isOk()).isTrue();
        onAppended();
      }
    }

    private void onAFullDisk() {
      disk.faults().setFreeBytes(random.nextInt(600));
      try {
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> compact();
          case 3 -> flush();
          case 4 -> harness.log.roll();
          default -> transaction(true);
        }
      } catch (DiskFullException e) {
        assertThat(disk.freeBytes(DIRECTORY)).isLessThan(600);
      } finally {
        disk.faults().setFreeBytes(Long.MAX_VALUE);
      }
    }

    // ---- flushing

    private void flush() {
      if (slowFlush != null) {
        flushSlowly();
      }
      harness.flush();
      flushedOffset = harness.log.recoveryPoint();
    }

    // What happens between the two ends of a flush is not on disk; what the flush thread writes
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

    // The directory goes offline: nothing is done with the log any more but to open it again.
    private void failToFlush() {
      boolean isCompacting = slowFlush != null || random.nextBoolean();
      disk.faults().setSyncFailing(true);
      boolean hasFailed = false;
      try {
        if (isCompacting) {
          compact();
        } else {
          harness.log.beginFlush().sync();
        }
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
      checkpoint = harness.point(false);
    }

    // ---- compacting

    private void compact() {
      CompactionResult result = waiting == null ? runCompaction() : waiting;
      waiting = null;
      if (result != null && random.nextInt(3) == 0) {
        waiting = result;
      } else if (result != null) {
        harness.log.upkeep().completeCompaction(result);
      }
    }

    private @Nullable CompactionResult runCompaction() {
      CompactionPlan plan = harness.log.upkeep().planCompaction();
      if (plan == null) {
        return null;
      }
      if (random.nextInt(3) == 0) {
        disk.faults().losePowerAfter(random.nextInt(60));
      }
      long mapBytes = random.nextInt(4) == 0 ? 24 * 6 : 1 << 20;
      return Compactor.run(plan, new Compactor.Buffers(mapBytes, 0.9, 1 << 20), Pace.UNLIMITED);
    }

    // ---- damage and power

    private void flipBit() {
      if (!disk.isDamaged()) {
        firstLostOffset = Math.min(firstLostOffset, damage.firstLostOffset());
        damage = LogDamage.flip(disk, DIRECTORY, random);
      }
    }

    /** The log is opened from an undamaged copy. */
    private void repair() {
      disk.repair();
      damage = LogDamage.NONE;
      forgetWhatIsUnderWay();
      harness.log.giveUp();
      harness.restart(checkpoint);
      reconcile();
    }

    private void losePower() {
      forgetWhatIsUnderWay();
      boolean isOpen = false;
      while (!isOpen) {
        disk.killOrCrash(random);
        if (random.nextInt(4) == 0) {
          flipBit();
        }
        if (random.nextInt(4) == 0) {
          disk.faults().losePowerAfter(random.nextInt(30));
        }
        isOpen = tryToOpen();
      }
      disk.faults().losePowerAfter(SimFaults.NEVER);
      reconcile();
    }

    private void forgetWhatIsUnderWay() {
      slowFlush = null;
      waiting = null;
      disk.faults().losePowerAfter(SimFaults.NEVER);
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

    private void reconcile() {
      PartitionLog log = harness.log;
      long end = log.logEndOffset();
      long lostFrom = Math.min(firstLostOffset, damage.firstLostOffset());
      assertThat(end).as("%s", damage).isGreaterThanOrEqualTo(Math.min(flushedOffset, lostFrom));
      firstLostOffset = Long.MAX_VALUE;
      harness.leaderEpoch = Math.max(harness.leaderEpoch, log.latestEpoch()) + 1;
      log.onHighWatermark(end);
      if (log.lastStableOffset() < end) {
        assertThat(harness.endTransaction(PRODUCER, 0, false).isOk()).isTrue();
      }
      if (end < flushedOffset) {
        history.cutOffAtDamage(lostFrom, end, KeyedReader.read(log, 1 << 20));
      } else {
        history.cutOffAt(end);
      }
      onAppended();
      flushedOffset = Math.min(flushedOffset, end);
      syncAll();
      checkpoint();
      check();
    }

    // What recovery cut off may come back until then, as PartitionLogSimulation shows.
    private void syncAll() {
      for (String name : disk.list(DIRECTORY)) {
        try (DiskFile file = disk.open(DIRECTORY.resolve(name), Disk.Mode.READ)) {
          file.sync();
        }
      }
    }

    private void restart() {
      forgetWhatIsUnderWay();
      harness.reopenCleanly();
      harness.background.advanceMs(0);
      flushedOffset = harness.log.logEndOffset();
      checkpoint();
      check();
    }

    private void check() {
      assertThat(harness.log.logEndOffset()).isEqualTo(history.endOffset());
      Map<String, String> found =
          KeyedReader.read(harness.log, random.nextBoolean() ? 1 << 20 : 300);
      if (!damage.misleadsReaders() || !disk.isDamaged()) {
        assertThat(found).as("%s, still %s", damage, disk.isDamaged()).isEqualTo(history.values());
      }
      if (waiting == null) {
        assertThat(marked(FileKind.CLEANED)).isEmpty();
      }
      assertThat(marked(FileKind.SWAP)).isEmpty();
    }

    private List<String> marked(String mark) {
      return disk.list(DIRECTORY).stream().filter(name -> name.endsWith(mark)).toList();
    }
  }
}
