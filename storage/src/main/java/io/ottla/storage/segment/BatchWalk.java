package io.ottla.storage.segment;

import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.file.OpenFile;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads a segment's batches one after another, whole, as recovery and compaction need them. Stops
 * at the first bytes that are no undamaged batch. Owned by one thread.
 */
public final class BatchWalk {
  /** As many bytes as a start and whoever looks on read at a time. */
  public static final int CHUNK_BYTES = 1 << 20;

  private static final int CRC_CHUNK_BYTES = 1 << 16;

  private final DiskFile file;
  private final int end;
  private final boolean checksums;
  private final long baseOffset;
  private ByteBuffer chunk;
  private int chunkStart;
  private int position;
  private int next;
  private long nextOffset;
  private int latestEpoch;
  private RecordBatch batch;

  // On the heap, and no larger than the segment: a start after a crash may walk ten thousand
  // segments, and what is outside the heap would stay until the next full collection.
  private BatchWalk(
      DiskFile file,
      long baseOffset,
      int start,
      int end,
      int latestEpoch,
      boolean checksums,
      int chunkBytes) {
    this.file = file;
    this.latestEpoch = latestEpoch;
    this.baseOffset = baseOffset;
    this.next = start;
    this.end = end;
    this.checksums = checksums;
    this.nextOffset = baseOffset;
    this.chunk = ByteBuffer.allocate(Math.max(0, Math.min(chunkBytes, end - start))).limit(0);
    this.batch = new RecordBatch(chunk, 0);
  }

  /** Takes batches, one after another; the view holds until it returns. */
  public interface Visitor {
    /** Takes the batch that begins at the position in bytes. */
    void visit(RecordBatch batch, int position);
  }

  /**
   * What a walk found.
   *
   * @param validBytes where the first bytes lie that are no undamaged batch, or the end
   * @param nextOffset behind the last batch
   * @param latestEpoch of the batches
   */
  public record Outcome(int validBytes, long nextOffset, int latestEpoch) {}

  /**
   * Walks a segment from a batch's position on; nothing is checked but that it is whole.
   *
   * @param chunkBytes read at a time
   */
  public static Outcome walk(Segment segment, int start, int chunkBytes, Visitor visitor) {
    return walk(segment, start, RecordBatch.NO_LEADER_EPOCH, false, chunkBytes, visitor);
  }

  /**
   * Walks a whole segment and checks it; batches of epochs before the given one are unsound.
   *
   * @param chunkBytes read at a time
   */
  public static Outcome check(Segment segment, int latestEpoch, int chunkBytes, Visitor visitor) {
    return walk(segment, 0, latestEpoch, true, chunkBytes, visitor);
  }

  /**
   * Checks a file that belongs to no open log, as {@link #check(Segment, int, int, Visitor)} does.
   */
  public static Outcome check(DiskFile file, long baseOffset, int latestEpoch, Visitor visitor) {
    int size = Math.toIntExact(file.size());
    return run(new BatchWalk(file, baseOffset, 0, size, latestEpoch, true, CHUNK_BYTES), visitor);
  }

  private static Outcome walk(
      Segment segment,
      int start,
      int latestEpoch,
      boolean checksums,
      int chunkBytes,
      Visitor visitor) {
    OpenFile open = segment.acquire();
    try {
      return run(
          new BatchWalk(
              open.file(),
              segment.baseOffset(),
              start,
              segment.size(),
              latestEpoch,
              checksums,
              chunkBytes),
          visitor);
    } finally {
      open.release();
    }
  }

  private static Outcome run(BatchWalk walk, Visitor visitor) {
    while (walk.next()) {
      visitor.visit(walk.batch, walk.position);
    }
    return new Outcome(walk.next, walk.nextOffset, walk.latestEpoch);
  }

  private boolean next() {
    if (end - next < BatchLayout.HEADER_SIZE || !load(BatchLayout.HEADER_SIZE)) {
      return false;
    }
    RecordBatch candidate = new RecordBatch(chunk, next - chunkStart);
    long size = (long) BatchLayout.LOG_OVERHEAD + candidate.batchLength();
    if (size < BatchLayout.HEADER_SIZE || size > end - next) {
      return false;
    }
    if (checksums && size > chunk.capacity() && !isCrcValidInFile(candidate.crc(), (int) size)) {
      return false;
    }
    if (!load((int) size)) {
      return false;
    }
    candidate = new RecordBatch(chunk, next - chunkStart);
    if (!isSound(candidate)) {
      return false;
    }
    batch = candidate;
    position = next;
    next += (int) size;
    nextOffset = candidate.nextOffset();
    latestEpoch = Math.max(latestEpoch, candidate.partitionLeaderEpoch());
    return true;
  }

  private boolean isSound(RecordBatch candidate) {
    return candidate.magic() == BatchLayout.CURRENT_MAGIC
        && candidate.baseOffset() >= nextOffset
        && candidate.lastOffsetDelta() >= 0
        && candidate.lastOffset() - baseOffset <= Integer.MAX_VALUE
        && isOfLaterEpoch(candidate)
        && (!checksums || candidate.isCrcValid());
  }

  // A batch of an older epoch was cut off once, and what replaced it did not reach the disk whole.
  private boolean isOfLaterEpoch(RecordBatch candidate) {
    int epoch = candidate.partitionLeaderEpoch();
    return epoch == RecordBatch.NO_LEADER_EPOCH || epoch >= latestEpoch;
  }

  // A length that is damaged may say anything: no memory is taken for it before the checksum
  // agrees.
  private boolean isCrcValidInFile(long stated, int size) {
    CRC32C crc = new CRC32C();
    ByteBuffer part = ByteBuffer.allocate(CRC_CHUNK_BYTES);
    int batchEnd = next + size;
    int at = next + BatchLayout.ATTRIBUTES;
    while (at < batchEnd) {
      int read = file.read(part.clear().limit(Math.min(part.capacity(), batchEnd - at)), at);
      if (read <= 0) {
        return false;
      }
      crc.update(part.flip());
      at += read;
    }
    return crc.getValue() == stated;
  }

  private boolean load(int size) {
    if (next + size <= chunkStart + chunk.limit()) {
      return true;
    }
    if (size > chunk.capacity()) {
      chunk = ByteBuffer.allocate(size);
    }
    chunk.clear().limit(Math.min(chunk.capacity(), end - next));
    file.read(chunk, next);
    chunk.flip();
    chunkStart = next;
    return chunk.limit() >= size;
  }
}
