package io.ottla.benchmarks;

import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import java.nio.ByteBuffer;
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

/** Opening a log of a gibibyte after a crash: every batch is read and checked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LogRecovery {
  private static final long LOG_BYTES = 1L << 30;

  /** Of a batch. */
  @Param({"1024", "16384", "1048576"})
  public int bytes;

  private final LogBench bench = new LogBench();

  /** Writes the log. */
  @Setup
  public void fill() {
    ByteBuffer batch = Batches.ofSize(bytes);
    while (bench.log().sizeInBytes() < LOG_BYTES) {
      if (!bench.log().append(batch, 1, AppendOrigin.CLIENT).isOk()) {
        throw new IllegalStateException("not appended");
      }
    }
    bench.log().close();
  }

  /** Opens the log as if the process had been killed. */
  @Benchmark
  public long recover() {
    PartitionLog recovered = bench.recover();
    recovered.giveUp();
    return recovered.logEndOffset();
  }

  /** Removes the log. */
  @TearDown
  public void close() {
    bench.remove();
  }
}
