package io.ottla.wire.record;

import java.nio.ByteBuffer;

/**
 * Walks the batches of a buffer, one view for all of them; owned by one thread. Stops in front of a
 * batch that the buffer holds only in part, and of bytes that are no batch, such as the zeros of a
 * preallocated segment. Looks at sizes alone: {@link BatchCheck} and {@link
 * RecordBatch#isCrcValid()} tell more.
 *
 * <pre>{@code
 * RecordBatches batches = new RecordBatches(buffer);
 * while (batches.next()) {
 *   use(batches.batch());
 * }
 * }</pre>
 */
public final class RecordBatches {
  private final ByteBuffer buffer;
  private final int limit;
  private final RecordBatch batch;
  private int next;
  private Rest rest = Rest.NOTHING;

  /** What lies behind the last whole batch. */
  public enum Rest {
    /** The buffer ended with the batch. */
    NOTHING,
    /** The front part of another batch, or too few bytes to tell its size. */
    PARTIAL_BATCH,
    /** A size that no batch can have. */
    NO_BATCH
  }

  /** Walks from the buffer's position to its limit, and moves neither. */
  public RecordBatches(ByteBuffer buffer) {
    this.buffer = buffer;
    this.limit = buffer.limit();
    this.next = buffer.position();
    this.batch = new RecordBatch(buffer, next);
  }

  /** Moves to the next whole batch. Returns false where there is none; see {@link #rest()}. */
  public boolean next() {
    int remaining = limit - next;
    if (remaining < BatchLayout.LOG_OVERHEAD) {
      rest = remaining == 0 ? Rest.NOTHING : Rest.PARTIAL_BATCH;
      return false;
    }
    long size = (long) BatchLayout.LOG_OVERHEAD + buffer.getInt(next + BatchLayout.BATCH_LENGTH);
    if (size < BatchLayout.HEADER_SIZE) {
      rest = Rest.NO_BATCH;
      return false;
    }
    if (size > remaining) {
      rest = Rest.PARTIAL_BATCH;
      return false;
    }
    batch.moveTo(next);
    next += (int) size;
    return true;
  }

  /** The batch moved to by {@link #next()}, until the next call of it. */
  public RecordBatch batch() {
    return batch;
  }

  /** The absolute position in the buffer behind the last whole batch seen. */
  public int position() {
    return next;
  }

  /** Why {@link #next()} returned false. */
  public Rest rest() {
    return rest;
  }
}
