package io.ottla.benchmarks;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ApiMessages;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the bytes of a request body to its record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestDecode {
  private static final short PRODUCE_VERSION = 13;
  private static final short FETCH_VERSION = 17;
  private static final Uuid TOPIC = new Uuid(1, 2);

  /** Of one topic. */
  @Param({"1", "12"})
  public int partitions;

  private ByteBuffer produce = ByteBuffer.allocate(0);
  private ByteBuffer fetch = ByteBuffer.allocate(0);

  /** Writes the requests. */
  @Setup
  public void write() {
    produce = bytes(produceRequest(), PRODUCE_VERSION);
    fetch = bytes(fetchRequest(), FETCH_VERSION);
  }

  private ProduceRequest produceRequest() {
    ByteBuffer batch = Batches.ofSize(200);
    List<ProduceRequest.PartitionProduceData> data =
        IntStream.range(0, partitions)
            .mapToObj(i -> new ProduceRequest.PartitionProduceData(i, new BufferRecords(batch)))
            .toList();
    return ProduceRequest.builder()
        .acks((short) -1)
        .timeoutMs(30_000)
        .topicData(List.of(new ProduceRequest.TopicProduceData("", TOPIC, data)))
        .build();
  }

  private FetchRequest fetchRequest() {
    List<FetchRequest.FetchPartition> data =
        IntStream.range(0, partitions)
            .mapToObj(
                i ->
                    FetchRequest.FetchPartition.builder()
                        .partition(i)
                        .fetchOffset(1_000_000L + i)
                        .partitionMaxBytes(1 << 20)
                        .build())
            .toList();
    return FetchRequest.builder()
        .sessionId(7)
        .sessionEpoch(8)
        .topics(List.of(new FetchRequest.FetchTopic("", TOPIC, data)))
        .build();
  }

  private static ByteBuffer bytes(ApiMessage message, short version) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(message.sizeOf(version));
    message.write(Writer.copying(bytes), version);
    return bytes.flip();
  }

  /** Produce with a small batch for each partition. */
  @Benchmark
  public ApiMessage produce() {
    return ApiMessages.readRequest(
        ApiKey.PRODUCE, new Reader(produce.duplicate()), PRODUCE_VERSION);
  }

  /** Fetch that moves each partition of a session. */
  @Benchmark
  public ApiMessage fetch() {
    return ApiMessages.readRequest(ApiKey.FETCH, new Reader(fetch.duplicate()), FETCH_VERSION);
  }
}
