package io.ottla.storage.segment;

import io.ottla.storage.disk.DiskFile;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;

/**
 * Walks the headers of the batches in a file without reading the records between them. Ends at the
 * first bytes that are no whole batch. Owned by one thread.
 */
public final class BatchHeaders {
  private static final int CHUNK_BYTES = 4096;

  private final DiskFile file;
  private final int end;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).limit(0);
  private int chunkStart;
  private int position;
  private int next;
  private boolean isDamaged;
  private RecordBatch header = new RecordBatch(chunk, 0);

  /** Walks from a batch's start up to the end, both positions in bytes. */
  public BatchHeaders(DiskFile file, int start, int end) {
    this.file = file;
    this.next = start;
    this.end = end;
  }

  /** Moves to the next batch; returns false when there is none that is whole. */
  public boolean next() {
    if (end - next < BatchLayout.HEADER_SIZE || !load(next)) {
      isDamaged = next != end;
      return false;
    }
    RecordBatch candidate = new RecordBatch(chunk, next - chunkStart);
    long size = (long) BatchLayout.LOG_OVERHEAD + candidate.batchLength();
    isDamaged =
        size < BatchLayout.HEADER_SIZE
            || size > end - next
            || candidate.magic() != BatchLayout.CURRENT_MAGIC
            || candidate.lastOffsetDelta() < 0;
    if (isDamaged) {
      return false;
    }
    header = candidate;
    position = next;
    next += (int) size;
    return true;
  }

  private boolean load(int at) {
    if (at + BatchLayout.HEADER_SIZE <= chunkStart + chunk.limit()) {
      return true;
    }
    chunk.clear().limit(Math.min(CHUNK_BYTES, end - at));
    int count = file.read(chunk, at);
    chunk.flip();
    chunkStart = at;
    return count >= BatchLayout.HEADER_SIZE;
  }

  /** Whether the last move ended at bytes that are no batch, and not at the end. */
  public boolean isDamaged() {
    return isDamaged;
  }

  /** The header moved to, until the next move; the records are not there. */
  public RecordBatch header() {
    return header;
  }

  /** Where the batch begins in the file. */
  public int position() {
    return position;
  }

  /** Where the batch ends in the file. */
  public int nextPosition() {
    return next;
  }
}
