package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.SimFaults;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A compacted log that loses power at any step. Whatever happens, whoever reads it from the start
 * ends with the same last value of each key. Seeds as in {@link PartitionLogSimulation}, of which
 * it takes a share.
 */
class CompactionSimulation {
  private static final int DEFAULT_SEEDS = 2_000;
  private static final int SHARE = 8;
  private static final int STEPS = 80;
  private static final Path DIRECTORY = Path.of("/sim/c-0");

  @Test
  void theLastValueOfEveryKeyStays() {
    Long single = Long.getLong("ottla.sim.seed");
    long first = single == null ? 0 : single;
    long count = single == null ? Integer.getInteger("ottla.sim.seeds", DEFAULT_SEEDS) / SHARE : 1;
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
    private final Map<String, String> expected = new TreeMap<>();
    private OpenPoint checkpoint = OpenPoint.UNKNOWN;
    private long cleanedOffset;
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
        step();
        harness.background.advanceMs(random.nextInt(50));
      }
      losePower();
      check();
    }

    // What is appended is flushed at once, so that the end is known whenever the power goes.
    private void step() {
      switch (random.nextInt(12)) {
        case 0 -> compact();
        case 1 -> losePower();
        case 2 -> transaction(random.nextBoolean());
        case 3 -> restart();
        case 4 -> harness.log.roll();
        case 5 -> check();
        default -> append(BatchAttributes.PLAIN, expected);
      }
      flush();
    }

    private void append(BatchAttributes attributes, Map<String, String> result) {
      Compression[] all = Compression.values();
      RecordBatchBuilder builder =
          new RecordBatchBuilder(attributes.withCompression(all[random.nextInt(all.length)]), 0);
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        String key = "key " + random.nextInt(12);
        boolean isTombstone = random.nextInt(4) == 0;
        String value = "value " + sequence++ + "y".repeat(random.nextInt(60));
        builder.append(harness.clock.wallMs(), utf8(key), isTombstone ? null : utf8(value));
        if (isTombstone) {
          result.remove(key);
        } else {
          result.put(key, value);
        }
      }
      AppendResult appended =
          harness.log.append(builder.build(), harness.leaderEpoch, AppendOrigin.COORDINATOR);
      assertThat(appended.isOk()).isTrue();
      harness.log.onHighWatermark(harness.log.logEndOffset());
    }

    private static ByteBuffer utf8(String text) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void transaction(boolean isCommitted) {
      Map<String, String> result = new TreeMap<>(expected);
      append(LogHarness.producer(7, 0, -1).asTransactional(), result);
      harness.endTransaction(7, 0, isCommitted);
      harness.log.onHighWatermark(harness.log.logEndOffset());
      if (isCommitted) {
        expected.clear();
        expected.putAll(result);
      }
    }

    private void flush() {
      PartitionLogProperties.flush(harness);
      PartitionLog log = harness.log;
      checkpoint =
          new OpenPoint(false, log.recoveryPoint(), log.logStartOffset(), log.highWatermark());
      cleanedOffset = log.cleanedOffset();
    }

    private void compact() {
      CompactionPlan plan = harness.log.planCompaction();
      if (plan == null) {
        return;
      }
      long mapBytes = random.nextInt(4) == 0 ? 24 * 6 : 1 << 20;
      if (random.nextInt(3) == 0) {
        disk.faults().losePowerAfter(random.nextInt(60));
      }
      try {
        harness.log.completeCompaction(
            Compactor.run(plan, new Compactor.Buffers(mapBytes, 0.9, 1 << 20), Pace.UNLIMITED));
        disk.faults().losePowerAfter(SimFaults.NEVER);
      } catch (SimFaults.PowerLoss e) {
        losePower();
      }
      check();
    }

    private void losePower() {
      disk.crash(random);
      harness.log = harness.open(checkpoint);
      harness.log.resumeCompactionAt(cleanedOffset);
      harness.log.onHighWatermark(harness.log.logEndOffset());
    }

    private void restart() {
      harness.reopenCleanly();
      harness.log.resumeCompactionAt(cleanedOffset);
    }

    private void check() {
      Map<String, String> found = new TreeMap<>();
      long offset = 0;
      while (offset < harness.log.logEndOffset()) {
        LogRead read = harness.log.read(offset, 1 << 20, Long.MAX_VALUE, true);
        if (read.records().sizeInBytes() == 0) {
          break;
        }
        var aborted = harness.log.abortedTransactions(offset, read.nextOffset());
        for (LogRecord record : LogHarness.records(read)) {
          boolean isAborted =
              aborted.stream()
                  .anyMatch(
                      a -> a.firstOffset() <= record.offset() && a.lastOffset() >= record.offset());
          if (!isAborted) {
            apply(record, found);
          }
        }
        offset = read.nextOffset();
      }
      assertThat(found).isEqualTo(expected);
    }

    private static void apply(LogRecord record, Map<String, String> found) {
      var key = record.key();
      assertThat(key).isNotNull();
      String name = new String(key.toByteArray(), StandardCharsets.UTF_8);
      var value = record.value();
      if (value == null) {
        found.remove(name);
      } else {
        found.put(name, new String(value.toByteArray(), StandardCharsets.UTF_8));
      }
    }
  }
}
