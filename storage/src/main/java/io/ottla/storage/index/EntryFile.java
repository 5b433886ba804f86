package io.ottla.storage.index;

import io.ottla.runtime.Invariant;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.OpenFile;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries of one size, sorted by what they are searched for. New entries gather in memory
 * and are written a block at a time; readers see both through one immutable view. Until it is used
 * it costs no open file and no memory.
 *
 * <p>Why not mapped as in Kafka: a write through a mapping needs its space allocated beforehand and
 * a mapping of its own for every idle partition, while a search of the file takes a handful of
 * small reads.
 */
final class EntryFile {
  private static final int FIRST_TAIL_ENTRIES = 8;
  private static final int BLOCK_ENTRIES = 512;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final CachedFile file;
  private final int entrySize;
  private final LongSupplier fileSize;
  private final AtomicReference<@Nullable View> view = new AtomicReference<>();
  private boolean fileIsLonger;

  /** Tells where in a sorted file a searched entry lies. */
  interface Order {
    /** Whether the entry at the buffer's position {@code at} is not behind what is searched. */
    boolean isAtOrBefore(ByteBuffer entries, int at);
  }

  /** Entries on file, followed by those in memory; the tail is only ever appended to. */
  private record View(int fileCount, ByteBuffer tail, int count) {
    int tailCount() {
      return count - fileCount;
    }
  }

  /**
   * A file that may not exist yet.
   *
   * @param fileSize asked once, at the first use; 0 for an absent file
   */
  EntryFile(CachedFile file, int entrySize, LongSupplier fileSize) {
    this.file = file;
    this.entrySize = entrySize;
    this.fileSize = fileSize;
  }

  /** Makes the file where it is absent. */
  void create() {
    file.acquire().release();
    file.evict();
  }

  int count() {
    return view().count();
  }

  /** Appends an entry, given by its bytes. */
  void append(ByteBuffer entry) {
    Invariant.check(entry.remaining() == entrySize, "entry size", entry.remaining(), entrySize);
    View current = view();
    if (current.tailCount() >= BLOCK_ENTRIES) {
      current = spillIfRoom(current);
    }
    ByteBuffer tail = withRoom(current);
    tail.put(current.tailCount() * entrySize, entry, entry.position(), entrySize);
    view.set(new View(current.fileCount(), tail, current.count() + 1));
  }

  private ByteBuffer withRoom(View current) {
    int used = current.tailCount() * entrySize;
    ByteBuffer tail = current.tail();
    if (tail.capacity() - used >= entrySize) {
      return tail;
    }
    int capacity = Math.max(FIRST_TAIL_ENTRIES * entrySize, used * 2);
    return ByteBuffer.allocate(capacity).put(0, tail, 0, used);
  }

  // A full disk must not fail an append that has been written: the entries wait in memory.
  private View spillIfRoom(View current) {
    try {
      return spill(current);
    } catch (DiskFullException e) {
      return current;
    }
  }

  private View spill(View current) {
    if (current.tailCount() == 0) {
      return current;
    }
    ByteBuffer bytes = current.tail().duplicate().position(0);
    bytes.limit(current.tailCount() * entrySize);
    OpenFile open = file.acquire();
    try {
      open.file().write(bytes, (long) current.fileCount() * entrySize);
    } finally {
      open.release();
    }
    View spilled = new View(current.count(), NOTHING, current.count());
    view.set(spilled);
    return spilled;
  }

  /**
   * Writes what is only in memory to the file, which then holds the entries and no more.
   *
   * @return false when the disk is full and entries stay in memory
   */
  boolean flush() {
    View current = view.get();
    if (current == null) {
      return true;
    }
    View spilled = spillIfRoom(current);
    if (fileIsLonger) {
      truncateFile(spilled.fileCount());
      fileIsLonger = false;
    }
    return spilled.tailCount() == 0;
  }

  /** Makes what is in the file survive a power loss. */
  void sync() {
    OpenFile open = file.acquire();
    try {
      open.file().sync();
    } finally {
      open.release();
    }
  }

  /**
   * Drops all entries but the first {@code count}. The file keeps its size until the next flush,
   * since readers may be at its entries.
   */
  void truncate(int count) {
    View current = view();
    if (count >= current.count()) {
      return;
    }
    if (count < current.fileCount()) {
      fileIsLonger = true;
      view.set(new View(count, NOTHING, count));
      return;
    }
    int kept = (count - current.fileCount()) * entrySize;
    ByteBuffer tail = ByteBuffer.allocate(kept).put(0, current.tail(), 0, kept);
    view.set(new View(current.fileCount(), tail, count));
  }

  private void truncateFile(int count) {
    OpenFile open = file.acquire();
    try {
      open.file().truncate((long) count * entrySize);
    } finally {
      open.release();
    }
  }

  /** Forgets everything, also what lies in the file behind the entries known of. */
  void clear() {
    truncateFile(0);
    view.set(new View(0, NOTHING, 0));
  }

  /** The bytes of one entry. */
  ByteBuffer entry(int index) {
    return read(view(), index, 1);
  }

  /** The bytes of {@code count} entries from {@code index} on. */
  ByteBuffer entries(int index, int count) {
    return read(view(), index, count);
  }

  /** The bytes of the last entry at or before what is searched; none when there is no such. */
  ByteBuffer floor(Order order) {
    View current = view();
    int index = floorIndex(current, order);
    return index < 0 ? NOTHING : read(current, index, 1);
  }

  /** The index of the last entry at or before what is searched; -1 when there is none. */
  int floorIndex(Order order) {
    return floorIndex(view(), order);
  }

  private int floorIndex(View current, Order order) {
    if (current.count() == 0) {
      return -1;
    }
    if (current.tailCount() > 0 && order.isAtOrBefore(current.tail(), 0)) {
      int inTail = search(current.tail(), current.tailCount(), order);
      return current.fileCount() + inTail;
    }
    return floorInFile(current, order);
  }

  // Single entries are read until what is left fits a block, which is then read at once.
  private int floorInFile(View current, Order order) {
    int from = 0;
    int to = current.fileCount();
    while (to - from > BLOCK_ENTRIES) {
      int middle = (from + to) >>> 1;
      if (order.isAtOrBefore(read(current, middle, 1), 0)) {
        from = middle;
      } else {
        to = middle;
      }
    }
    if (from == to) {
      return -1;
    }
    return from + search(read(current, from, to - from), to - from, order);
  }

  private int search(ByteBuffer entries, int count, Order order) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (order.isAtOrBefore(entries, middle * entrySize)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from - 1;
  }

  private ByteBuffer read(View current, int index, int count) {
    if (index >= current.fileCount()) {
      return current.tail().slice((index - current.fileCount()) * entrySize, count * entrySize);
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * entrySize);
    int fromFile = Math.min(count, current.fileCount() - index);
    bytes.limit(fromFile * entrySize);
    OpenFile open = file.acquire();
    try {
      int size = open.file().read(bytes, (long) index * entrySize);
      Invariant.check(size == bytes.limit(), "index entries read", size, bytes.limit());
    } finally {
      open.release();
    }
    bytes.limit(bytes.capacity());
    bytes.put(current.tail().duplicate().limit((count - fromFile) * entrySize).position(0));
    return bytes.flip();
  }

  private View view() {
    View current = view.get();
    if (current != null) {
      return current;
    }
    int count = (int) (fileSize.getAsLong() / entrySize);
    View loaded = new View(count, NOTHING, count);
    View other = view.compareAndExchange(null, loaded);
    return other == null ? loaded : other;
  }

  /** Gives up the open file; the next use opens it anew. */
  void evict() {
    file.evict();
  }

  /** Closes the file for good. */
  void giveUp() {
    file.giveUp();
  }
}
