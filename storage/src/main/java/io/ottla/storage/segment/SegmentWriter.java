package io.ottla.storage.segment;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.file.WindowCache;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;

/**
 * Writes batches to the end of a segment and keeps its indexes in step; there is one while a
 * segment is appended to. Owned by the partition's loop.
 */
final class SegmentWriter {
  private final SegmentFiles files;
  private final MappedTail tail;
  private int bytesSinceIndexEntry;
  private boolean isChanged;

  SegmentWriter(SegmentFiles files, WindowCache windows, int size) {
    this.files = files;
    this.tail = new MappedTail(files.log(), windows, size);
  }

  /** Writes batches at the end of those that are there, or nothing when the disk is full. */
  void write(ByteBuffer bytes, int position) {
    if (tail.append(bytes, position)) {
      return;
    }
    OpenFile open = files.log().acquire();
    try {
      open.file().write(bytes.duplicate(), position);
      tail.onWritten((long) position + bytes.remaining());
    } catch (DiskFullException e) {
      tail.cutTo(position);
      throw e;
    } finally {
      open.release();
    }
  }

  /** Enters a batch in the indexes when enough bytes have passed since the last one. */
  void index(RecordBatch batch, int position, TimestampedOffset largest, int intervalBytes) {
    if (bytesSinceIndexEntry > intervalBytes) {
      files.offsetIndex().append(batch.lastOffset(), position);
      files.timeIndex().appendIfLarger(largest);
      bytesSinceIndexEntry = 0;
    }
    bytesSinceIndexEntry += batch.sizeInBytes();
    isChanged = true;
  }

  /** Enters an aborted transaction in its index. */
  void noteAborted(AbortedTransaction aborted) {
    files.transactionIndex().append(aborted);
    isChanged = true;
  }

  /** Makes the file longer, without taking space. */
  void extend(int sizeInBytes) {
    OpenFile open = files.log().acquire();
    try {
      open.file().write(ByteBuffer.allocate(1), sizeInBytes - 1L);
    } finally {
      open.release();
    }
    tail.onExtended(sizeInBytes);
  }

  /** Cuts the file off at the size. */
  void cutTo(int size) {
    tail.cutTo(size);
  }

  /** Tells that the indexes end before the position, where the next batch goes. */
  void onTruncated(int position) {
    bytesSinceIndexEntry = position - files.offsetIndex().lastPosition();
    isChanged = true;
  }

  /** Completes the indexes; false when the disk has no room for them. */
  boolean seal(int size, TimestampedOffset largest) {
    tail.trim(size);
    if (isChanged) {
      files.timeIndex().appendIfLarger(largest);
      isChanged = !files.flushIndexes();
    }
    return !isChanged;
  }

  /** Unmaps the file's end. */
  void unmap() {
    tail.unmap();
  }
}
