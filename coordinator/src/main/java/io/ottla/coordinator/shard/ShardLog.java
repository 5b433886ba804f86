package io.ottla.coordinator.shard;

import io.ottla.runtime.EventLoop;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The partition of an internal topic as its coordinator sees it, for as long as this broker leads
 * it in one epoch. Called on {@link #loop()} only.
 */
public interface ShardLog {
  /** The loop that owns the partition. May be called from any thread. */
  EventLoop loop();

  /** The offset of the first record that is still there. */
  long logStartOffset();

  /** The offset that the next record gets. */
  long logEndOffset();

  /** Everything below is committed. */
  long highWatermark();

  /**
   * Appends one batch as the leader, as with {@code acks=all}, at offsets that the log assigns. The
   * batch may be transactional, without a sequence number, or a transaction marker; the log takes
   * it as the coordinator's own and verifies no transaction.
   *
   * @param batch one whole record batch, which the log may change and keep
   */
  AppendOutcome append(ByteBuffer batch);

  /**
   * Reads whole batches from an offset on, away from the loop if that would block, and hands them
   * over on the loop. At least one batch comes even when it is larger than asked for.
   *
   * @param done gets the batches; the buffer holds only during the call
   */
  void read(long offset, int maxBytes, Consumer<ReadOutcome> done);

  /**
   * The outcome of an append.
   *
   * @param lastOffset the offset of the batch's last record, -1 after an error
   */
  record AppendOutcome(ErrorCode error, long lastOffset) {
    /** A batch that was appended. */
    public static AppendOutcome appended(long lastOffset) {
      return new AppendOutcome(ErrorCode.NONE, lastOffset);
    }

    /** A batch that was not appended. */
    public static AppendOutcome failed(ErrorCode error) {
      return new AppendOutcome(error, -1);
    }
  }

  /**
   * The outcome of a read.
   *
   * @param batches null after an error
   */
  record ReadOutcome(ErrorCode error, @Nullable ByteBuffer batches) {
    /** Batches that were read; an empty buffer at the log's end. */
    public static ReadOutcome of(ByteBuffer batches) {
      return new ReadOutcome(ErrorCode.NONE, batches);
    }

    /** A read that failed. */
    public static ReadOutcome failed(ErrorCode error) {
      return new ReadOutcome(error, null);
    }
  }
}
