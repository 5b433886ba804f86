package io.ottla.coordinator.shard;

import io.ottla.runtime.EventLoop;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A log in memory. Commits by itself unless told otherwise; fails when told to. Hands out one batch
 * per read.
 */
public final class FakeShardLog implements ShardLog {
  private final EventLoop loop;
  private final List<ByteBuffer> batches = new ArrayList<>();
  private long endOffset;
  private long highWatermark;
  private boolean commitsAtOnce = true;
  private ErrorCode appendError = ErrorCode.NONE;
  private ErrorCode readError = ErrorCode.NONE;

  /** An empty log. */
  public FakeShardLog(EventLoop loop) {
    this.loop = loop;
  }

  /** A log with the same content on another loop: what a restart finds. */
  public FakeShardLog reopened(EventLoop newLoop) {
    return reopened(newLoop, batches.size());
  }

  /** The same, but of the batches only so many are there; the others were not replicated. */
  public FakeShardLog reopened(EventLoop newLoop, int keptBatches) {
    FakeShardLog copy = new FakeShardLog(newLoop);
    batches.subList(0, keptBatches).forEach(batch -> copy.append(batch.duplicate()));
    return copy;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public long logStartOffset() {
    return 0;
  }

  @Override
  public long logEndOffset() {
    return endOffset;
  }

  @Override
  public long highWatermark() {
    return highWatermark;
  }

  @Override
  public AppendOutcome append(ByteBuffer bytes) {
    if (appendError != ErrorCode.NONE) {
      return AppendOutcome.failed(appendError);
    }
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    RecordBatch batch = RecordBatch.of(copy);
    batch.assign(endOffset, 0);
    batches.add(copy);
    endOffset = batch.nextOffset();
    if (commitsAtOnce) {
      highWatermark = endOffset;
    }
    return AppendOutcome.appended(endOffset - 1);
  }

  /** Appends records as an older broker, or another one, has written them. */
  public void append(List<CoordinatorRecord> records) {
    append(BatchEncoder.encode(BatchAttributes.PLAIN, 0, records));
  }

  @Override
  public void read(long offset, int maxBytes, Consumer<ReadOutcome> done) {
    loop.execute(() -> done.accept(readNow(offset)));
  }

  private ReadOutcome readNow(long offset) {
    if (readError != ErrorCode.NONE) {
      return ReadOutcome.failed(readError);
    }
    for (ByteBuffer batch : batches) {
      if (RecordBatch.of(batch).nextOffset() > offset) {
        return ReadOutcome.of(batch.duplicate());
      }
    }
    return ReadOutcome.of(ByteBuffer.allocate(0));
  }

  /** From now on nothing is committed until {@link #commitAll}. */
  public void holdCommits() {
    commitsAtOnce = false;
  }

  /** Commits everything, from now on at once again; returns the high watermark. */
  public long releaseCommits() {
    commitsAtOnce = true;
    return commitAll();
  }

  /** Commits all there is; returns the high watermark. */
  public long commitAll() {
    highWatermark = endOffset;
    return highWatermark;
  }

  /** Makes appends fail, or work again. */
  public void failAppends(ErrorCode error) {
    appendError = error;
  }

  /** Makes reads fail. */
  public void failReads(ErrorCode error) {
    readError = error;
  }

  /** How many batches were appended. */
  public int batchCount() {
    return batches.size();
  }

  /** How many of them are committed. */
  public int committedBatchCount() {
    return (int)
        batches.stream()
            .filter(batch -> RecordBatch.of(batch).nextOffset() <= highWatermark)
            .count();
  }

  /** The batches, as they lie in the log. */
  public List<RecordBatch> batches() {
    return batches.stream().map(RecordBatch::of).toList();
  }

  /** The records from a batch on, control batches left out. */
  public List<CoordinatorRecord> records(RecordCodec codec, int fromBatch) {
    List<CoordinatorRecord> records = new ArrayList<>();
    for (ByteBuffer bytes : batches.subList(fromBatch, batches.size())) {
      RecordBatches each = new RecordBatches(bytes.duplicate());
      while (each.next()) {
        if (!each.batch().isControl()) {
          RecordCursor.readAll(each.batch()).forEach(record -> records.add(decode(codec, record)));
        }
      }
    }
    return records;
  }

  private static CoordinatorRecord decode(RecordCodec codec, LogRecord record) {
    Bytes value = record.value();
    return Objects.requireNonNull(
        codec.decode(
            Objects.requireNonNull(record.key()).asByteBuffer(),
            value == null ? null : value.asByteBuffer()));
  }
}
