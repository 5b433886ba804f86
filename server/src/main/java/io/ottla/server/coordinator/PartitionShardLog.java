package io.ottla.server.coordinator;

import io.ottla.coordinator.shard.ShardLog;
import io.ottla.replication.partition.Partition;
import io.ottla.runtime.EventLoop;
import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A partition of an internal topic as its coordinator's log. */
final class PartitionShardLog implements ShardLog {
  private final Partition partition;
  private final Executor readers;

  /**
   * The log of a partition that this broker leads.
   *
   * @param readers may wait for a disk
   */
  PartitionShardLog(Partition partition, Executor readers) {
    this.partition = partition;
    this.readers = readers;
  }

  @Override
  public EventLoop loop() {
    return partition.loop();
  }

  @Override
  public long logStartOffset() {
    return partition.log().logStartOffset();
  }

  @Override
  public long logEndOffset() {
    return partition.log().logEndOffset();
  }

  @Override
  public long highWatermark() {
    return partition.log().highWatermark();
  }

  /** The shard waits for the high watermark itself, so the append answers at once. */
  @Override
  public AppendOutcome append(ByteBuffer batch) {
    AppendResult[] result = new AppendResult[1];
    partition.append(batch, AppendOrigin.COORDINATOR, false, 0, done -> result[0] = done);
    return result[0].isOk()
        ? AppendOutcome.appended(result[0].lastOffset())
        : AppendOutcome.failed(result[0].error());
  }

  @Override
  public void read(long offset, int maxBytes, Consumer<ReadOutcome> done) {
    readers.execute(
        () -> {
          ReadOutcome outcome =
              partition
                  .reader()
                  .lookUp(
                      () -> readNow(offset, maxBytes),
                      ReadOutcome.failed(ErrorCode.KAFKA_STORAGE_ERROR));
          loop().execute(() -> done.accept(outcome));
        });
  }

  private ReadOutcome readNow(long offset, int maxBytes) {
    LogRead read = partition.log().read(offset, maxBytes, partition.log().logEndOffset(), true);
    if (read.error() != ErrorCode.NONE) {
      read.records().release();
      return ReadOutcome.failed(read.error());
    }
    ByteBuffer batches = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(batches);
    read.records().release();
    return ReadOutcome.of(batches.flip());
  }
}
