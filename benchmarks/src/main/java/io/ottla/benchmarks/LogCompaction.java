package io.ottla.benchmarks;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Compacting 256 MiB of records of 100 B, ten for each key: every byte is read twice. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LogCompaction {
  private static final long LOG_BYTES = 256L << 20;
  private static final int RECORDS_PER_BATCH = 150;
  private static final int VERSIONS = 10;
  private static final int MAP_BYTES = 128 << 20;
  private static final double MAP_LOAD = 0.9;
  private static final int READ_BYTES = 512 << 10;

  /** Of a record's value. */
  @Param("100")
  public int valueBytes;

  private final LogBench bench =
      new LogBench(new LogConfig.Compaction(true, 0, 0, Long.MAX_VALUE, 86_400_000));

  /** Writes the log: keys come round ten times. */
  @Setup
  public void fill() {
    PartitionLog log = bench.log();
    long keys = LOG_BYTES / (valueBytes + 16) / VERSIONS;
    byte[] value = new byte[valueBytes];
    for (long key = 0; log.sizeInBytes() < LOG_BYTES; ) {
      RecordBatchBuilder builder = RecordBatchBuilder.plain();
      for (int i = 0; i < RECORDS_PER_BATCH; i++, key++) {
        builder.append(
            1_700_000_000_000L,
            ByteBuffer.allocate(Long.BYTES).putLong(0, key % keys),
            ByteBuffer.wrap(value));
      }
      if (!log.append(builder.build(), 1, AppendOrigin.CLIENT).isOk()) {
        throw new IllegalStateException("not appended");
      }
    }
    log.roll();
    log.flushNow();
    log.onHighWatermark(log.logEndOffset());
  }

  /** Plans and carries out; the result is not put in place, so that it can be done again. */
  @Benchmark
  public CompactionResult compact() {
    CompactionPlan plan = Objects.requireNonNull(bench.log().upkeep().planCompaction());
    return Compactor.run(
        plan, new Compactor.Buffers(MAP_BYTES, MAP_LOAD, READ_BYTES), Pace.UNLIMITED);
  }

  /** Removes the log. */
  @TearDown
  public void close() {
    bench.close();
  }
}
