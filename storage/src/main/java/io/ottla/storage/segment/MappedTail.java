package io.ottla.storage.segment;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.MappedWindow;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.file.TailRules;
import io.ottla.storage.file.WindowCache;
import io.ottla.storage.file.WindowSlot;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The mapped end of a segment's file, through which small batches are appended for a fraction of
 * what a system call costs. The file is longer than its batches meanwhile, and ends with zeros.
 *
 * <p>Space is taken, by writing zeros a piece ahead, before it is written through the mapping: a
 * full disk then is the failure of that write. A store to a mapped page without space would be a
 * signal instead.
 *
 * <p>Owned by the partition's loop; only the window itself may be taken away from any thread.
 */
final class MappedTail {
  private static final int ZEROS_BYTES = 64 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZEROS_BYTES).asReadOnlyBuffer();

  private final CachedFile log;
  private final TailRules rules;
  private final WindowSlot slot;

  /** How many more small appends there have been than pay for what large ones made useless. */
  private int smallAppends;

  /** Of the window that was mapped last; 0 when there is none. */
  private int windowBytes;

  private long allocatedEnd;
  private long fileEnd;

  /** The end of a file that has batches up to {@code size} bytes, and nothing behind them. */
  MappedTail(CachedFile log, WindowCache windows, int size) {
    this.log = log;
    this.rules = windows.rules();
    this.slot = windows.slot();
    this.allocatedEnd = size;
    this.fileEnd = size;
  }

  /** Appends small batches at the position; false when they are to be written to the file. */
  boolean append(ByteBuffer bytes, int position) {
    if (bytes.remaining() > rules.maxBatchBytes()) {
      smallAppends = Math.max(0, smallAppends - rules.appendsLostByLarge());
      return false;
    }
    if (smallAppends < rules.minAppends() && ++smallAppends < rules.minAppends()) {
      return false;
    }
    MappedWindow window = windowFor(position, bytes.remaining());
    if (window == null) {
      return false;
    }
    try {
      if (!allocate((long) position + bytes.remaining(), window.end())) {
        slot.evict();
        return false;
      }
      window.put(position, bytes.duplicate());
      return true;
    } finally {
      window.release();
    }
  }

  private @Nullable MappedWindow windowFor(int position, int size) {
    MappedWindow window = slot.acquire();
    if (window != null && position + (long) size <= window.end()) {
      return window;
    }
    if (window != null) {
      window.release();
      windowBytes = Math.min(2 * windowBytes, rules.maxWindowBytes());
    } else if (windowBytes > 0) {
      startAnew(); // it was little used and swept away
      return null;
    } else {
      windowBytes = rules.firstWindowBytes();
    }
    MappedWindow mapped = map(position, Math.min(windowBytes, Integer.MAX_VALUE - position), size);
    if (mapped == null) {
      startAnew();
    }
    return mapped;
  }

  private void startAnew() {
    windowBytes = 0;
    smallAppends = 0;
  }

  // Without a mapping an append goes another way, so a mapping that fails is no failure.
  private @Nullable MappedWindow map(int position, int length, int needed) {
    if (length < needed) {
      return null;
    }
    OpenFile open = log.acquire();
    try {
      if (!slot.map(open.file(), position, length)) {
        return null;
      }
      fileEnd = Math.max(fileEnd, (long) position + length);
      return slot.acquire();
    } catch (StorageException e) {
      fileEnd = Math.max(fileEnd, (long) position + length);
      return null;
    } finally {
      open.release();
    }
  }

  private boolean allocate(long end, long windowEnd) {
    if (end <= allocatedEnd) {
      return true;
    }
    OpenFile open = log.acquire();
    try {
      while (allocatedEnd < end) {
        long piece = Math.min(rules.allocationBytes(), windowEnd - allocatedEnd);
        ByteBuffer zeros = ZEROS.duplicate().limit((int) Math.min(piece, ZEROS_BYTES));
        int count = zeros.remaining();
        open.file().write(zeros, allocatedEnd);
        allocatedEnd += count;
      }
      return true;
    } catch (DiskFullException e) {
      return false;
    } finally {
      open.release();
    }
  }

  /** Tells that the file was written up to the position, or made that long without space. */
  void onWritten(long end) {
    allocatedEnd = Math.max(allocatedEnd, end);
    fileEnd = Math.max(fileEnd, end);
  }

  /** Tells that the file is so long, without taking space. */
  void onExtended(long end) {
    fileEnd = Math.max(fileEnd, end);
  }

  /** Unmaps the end and cuts the file off at the size. */
  void cutTo(int size) {
    unmap();
    OpenFile open = log.acquire();
    try {
      open.file().truncate(size);
    } finally {
      open.release();
    }
    allocatedEnd = size;
    fileEnd = size;
  }

  /** Unmaps the end and cuts off the zeros behind the batches, if there are any. */
  void trim(int size) {
    if (fileEnd > size) {
      cutTo(size);
    } else {
      unmap();
    }
  }

  /** Unmaps the end; the file keeps its length. */
  void unmap() {
    startAnew();
    slot.evict();
  }
}
