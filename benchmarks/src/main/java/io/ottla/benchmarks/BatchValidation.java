package io.ottla.benchmarks;

import io.ottla.wire.record.BatchCheck;
import io.ottla.wire.record.Verdict;
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

/** What every produced batch is checked for; nearly all of it is the checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchValidation {
  private static final int PRODUCE_VERSION = 13;

  /** Of the batch. */
  @Param({"200", "16384", "65536", "1048576"})
  public int bytes;

  private ByteBuffer batch = ByteBuffer.allocate(0);

  /** Builds the batch. */
  @Setup
  public void build() {
    batch = Batches.ofSize(bytes);
  }

  /** Header and checksum. */
  @Benchmark
  public Verdict check() {
    return BatchCheck.check(batch, PRODUCE_VERSION, Integer.MAX_VALUE);
  }
}
