package io.ottla.benchmarks;

import io.ottla.storage.log.LogRead;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.FetchResponse;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.util.List;
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

/** From an offset to the bytes of a Fetch response of one partition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FetchAssembly {
  private static final short VERSION = 17;
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final int BATCHES = 64;

  /** Of the batch that is read. */
  @Param({"200", "16384", "65536"})
  public int bytes;

  private final LogBench bench = new LogBench();
  private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 20);
  private long lastBatch;

  /** Fills the log. */
  @Setup
  public void fill() {
    for (int i = 0; i < BATCHES; i++) {
      lastBatch = bench.log().logEndOffset();
      bench.log().append(Batches.ofSize(bytes), 1, AppendOrigin.CLIENT);
    }
    bench.log().onHighWatermark(bench.log().logEndOffset());
  }

  /** With the records copied behind the response, as small answers are sent. */
  @Benchmark
  public ByteBuffer copied() {
    return write(Writer.copying(answer.clear()));
  }

  /** With the records left to sendfile. */
  @Benchmark
  public ByteBuffer spliced() {
    return write(Writer.splicing(answer.clear()));
  }

  private ByteBuffer write(Writer out) {
    LogRead read = bench.log().read(lastBatch, 1 << 20, Long.MAX_VALUE, true);
    FetchResponse response =
        FetchResponse.builder()
            .sessionId(7)
            .responses(
                List.of(
                    new FetchResponse.FetchableTopicResponse(
                        "",
                        TOPIC,
                        List.of(
                            FetchResponse.PartitionData.builder()
                                .highWatermark(bench.log().highWatermark())
                                .lastStableOffset(bench.log().lastStableOffset())
                                .records(read.records())
                                .build()))))
            .build();
    out.int32(response.sizeOf(VERSION));
    response.write(out, VERSION);
    response.releasePayloads();
    return answer;
  }

  /** Removes the log. */
  @TearDown
  public void close() {
    bench.close();
  }
}
