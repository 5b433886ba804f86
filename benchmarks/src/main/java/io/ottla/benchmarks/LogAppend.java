package io.ottla.benchmarks;

import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A leader's append of a checked batch: offsets, producer state, file, indexes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogAppend {
  private static final long RESTART_BYTES = 256 << 20;

  /** Of the batch. */
  @Param({"200", "1024", "16384", "65536", "1048576"})
  public int bytes;

  private final LogBench bench = new LogBench();
  private ByteBuffer batch = ByteBuffer.allocate(0);

  /** Builds the batch. */
  @Setup
  public void build() {
    batch = Batches.ofSize(bytes);
  }

  /** Appends, and begins anew before the disk fills up. */
  @Benchmark
  public AppendResult append() {
    PartitionLog log = bench.log();
    if (log.sizeInBytes() > RESTART_BYTES) {
      log.truncateFullyAndStartAt(0);
    }
    return log.append(batch, 1, AppendOrigin.CLIENT);
  }

  /** Removes the log. */
  @TearDown
  public void close() {
    bench.close();
  }
}
