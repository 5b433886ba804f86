package io.ottla.storage.segment;

import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.wire.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Finds batches in a segment's file: by index, then from header to header. From any thread; what
 * lies at or behind {@code limit}, a position in bytes, is not looked at.
 */
final class BatchSearch {
  private static final int NOT_BORNE_OUT = -1;

  private final SegmentFiles files;
  private final LogFiles directory;
  private final long baseOffset;

  BatchSearch(SegmentFiles files, LogFiles directory, long baseOffset) {
    this.files = files;
    this.directory = directory;
    this.baseOffset = baseOffset;
  }

  /** Where the first batch begins that ends at or behind the offset; the limit if none does. */
  int locate(long offset, int limit) {
    int known = files.recent().get((int) (offset - baseOffset));
    if (known >= 0 && known <= limit) {
      return known;
    }
    OpenFile open = files.log().acquire();
    try {
      int start = files.offsetIndex().positionBefore(offset);
      int found = find(offset, open.file(), start, limit);
      return found == NOT_BORNE_OUT ? find(offset, open.file(), 0, limit) : found;
    } finally {
      open.release();
    }
  }

  // No checksum covers an index. An entry that no batch at or before the offset bears out would
  // hide those before it, and is passed over.
  private int find(long offset, DiskFile file, int start, int limit) {
    BatchHeaders headers = new BatchHeaders(file, start, limit);
    boolean isBorneOut = start == 0;
    while (headers.next()) {
      isBorneOut |= headers.header().baseOffset() <= offset;
      if (!isBorneOut || headers.header().lastOffset() >= offset) {
        return isBorneOut ? headers.position() : NOT_BORNE_OUT;
      }
    }
    if (isBorneOut) {
      checkUndamaged(headers);
    }
    return isBorneOut ? limit : NOT_BORNE_OUT;
  }

  /** The header of the batch at a position, as long as the function runs; null if none is there. */
  private <T> @Nullable T atBatch(int position, int limit, HeaderFunction<T> function) {
    OpenFile open = files.log().acquire();
    try {
      BatchHeaders headers = new BatchHeaders(open.file(), position, limit);
      return headers.next() ? function.apply(headers.header()) : null;
    } finally {
      open.release();
    }
  }

  /** What is wanted of a header. */
  private interface HeaderFunction<T> {
    T apply(RecordBatch header);
  }

  /** The base offset of the batch at a position; null when there is none. */
  @Nullable Long baseOffsetAt(int position, int limit) {
    return atBatch(position, limit, RecordBatch::baseOffset);
  }

  /** The timestamp in ms of the first batch; null when there is none. */
  @Nullable Long firstTimestamp(int limit) {
    return atBatch(0, limit, RecordBatch::maxTimestamp);
  }

  /** The leader epoch of the first batch; null when there is none. */
  @Nullable Integer firstEpoch(int limit) {
    return atBatch(0, limit, RecordBatch::partitionLeaderEpoch);
  }

  /** The offset behind the last batch, looked for from the last index entry on. */
  long nextOffset(int limit) {
    OpenFile open = files.log().acquire();
    try {
      BatchHeaders headers =
          new BatchHeaders(open.file(), files.offsetIndex().lastPosition(), limit);
      long found = endOf(headers);
      if (headers.isDamaged() || found == baseOffset) {
        // No checksum covers the index: its entry may be what is wrong.
        headers = new BatchHeaders(open.file(), 0, limit);
        found = endOf(headers);
        checkUndamaged(headers);
      }
      return found;
    } finally {
      open.release();
    }
  }

  private long endOf(BatchHeaders headers) {
    long found = baseOffset;
    while (headers.next()) {
      found = headers.header().nextOffset();
    }
    return found;
  }

  /** The largest timestamp, and the last offset of the batch that has it. */
  TimestampedOffset largestTimestamp(int limit) {
    TimestampedOffset largest = files.timeIndex().last();
    OpenFile open = files.log().acquire();
    try {
      int start = files.offsetIndex().positionBefore(largest.offset());
      BatchHeaders headers = new BatchHeaders(open.file(), start, limit);
      while (headers.next()) {
        RecordBatch header = headers.header();
        if (header.maxTimestamp() > largest.timestampMs()) {
          largest = new TimestampedOffset(header.maxTimestamp(), header.lastOffset());
        }
      }
      return largest;
    } finally {
      open.release();
    }
  }

  /**
   * Whole batches from the start of one on.
   *
   * @param nextOffset of what lies below the limit
   * @param atLeastOne whether the first batch is taken also when it is larger than the maximum
   */
  SegmentRead read(int start, int maxBytes, int limit, long nextOffset, boolean atLeastOne) {
    OpenFile lease = files.log().acquire();
    boolean leased = false;
    try {
      SegmentRead read =
          limit - start <= maxBytes
              ? new SegmentRead(new SegmentSlice(lease, start, limit - start), nextOffset)
              : readUpTo(lease, start, lastKnown(start, maxBytes), maxBytes, limit, atLeastOne);
      leased = read.records() instanceof SegmentSlice;
      return read;
    } finally {
      if (!leased) {
        lease.release();
      }
    }
  }

  private int lastKnown(int start, int maxBytes) {
    int bound = start + Math.max(0, maxBytes);
    return Math.max(start, files.offsetIndex().batchStartBefore(bound));
  }

  private SegmentRead readUpTo(
      OpenFile lease, int start, int known, int maxBytes, int limit, boolean atLeastOne) {
    BatchHeaders headers = new BatchHeaders(lease.file(), known, limit);
    int end = known;
    long nextOffset = -1;
    while (headers.next()) {
      boolean isFirst = headers.position() == start;
      if (headers.nextPosition() - start > maxBytes && !(isFirst && atLeastOne)) {
        if (nextOffset < 0) {
          nextOffset = headers.header().baseOffset();
        }
        break;
      }
      end = headers.nextPosition();
      nextOffset = headers.header().nextOffset();
    }
    if (headers.isDamaged() && known > start) {
      // No checksum covers the index: its entry may be what is wrong.
      return readUpTo(lease, start, start, maxBytes, limit, atLeastOne);
    }
    checkUndamaged(headers);
    if (end == start) {
      return SegmentRead.NOTHING;
    }
    files.recent().put((int) (nextOffset - baseOffset), end);
    return new SegmentRead(new SegmentSlice(lease, start, end - start), nextOffset);
  }

  private void checkUndamaged(BatchHeaders headers) {
    if (headers.isDamaged()) {
      throw damaged(headers.nextPosition());
    }
  }

  /** The exception for bytes at a position that are no batch. */
  CorruptLogException damaged(int position) {
    return new CorruptLogException(directory.path(FileKind.LOG, baseOffset), position, "no batch");
  }
}
