package io.ottla.storage.index;

import io.ottla.runtime.Invariant;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.OpenFile;
import java.lang.ref.WeakReference;
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
 * small reads, and none when it ends in the block that the last one ended in; the figures are in
 * {@code docs/benchmarks.md}.
 *
 * <p>Owned by the partition's loop; searched from any thread.
 */
public final class EntryFile {
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

  /**
   * Entries on file, followed by those in memory; the tail is only ever appended to.
   *
   * @param lastBlock what was last read of the file; another place once entries were dropped
   */
  private record View(int fileCount, ByteBuffer tail, int count, LastBlock lastBlock) {
    static View onFile(int count) {
      return new View(count, NOTHING, count, new LastBlock());
    }

    int tailCount() {
      return count - fileCount;
    }
  }

  /** Some entries of the file, from an index on. */
  private record Block(int from, int count, ByteBuffer entries) {
    static final Block EMPTY = new Block(0, 0, NOTHING);

    boolean holds(int index, int wanted) {
      return index >= from && index + wanted <= from + count;
    }
  }

  /**
   * Written by whoever searches; any block that was right once is right still. What the garbage
   * collector takes is read again: a reader of a long log passes many files once.
   */
  private static final class LastBlock {
    private volatile WeakReference<Block> reference = new WeakReference<>(null);

    Block get() {
      Block block = reference.get();
      return block == null ? Block.EMPTY : block;
    }

    void set(Block block) {
      reference = new WeakReference<>(block);
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
  public void create() {
    file.acquire().release();
    file.evict();
  }

  /** How many entries there are. */
  public int count() {
    return view().count();
  }

  /** The size in bytes of all entries. */
  public int sizeInBytes() {
    return count() * entrySize;
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
    view.set(new View(current.fileCount(), tail, current.count() + 1, current.lastBlock()));
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
      fileIsLonger = true; // by what part of the entries had room
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
    View spilled = new View(current.count(), NOTHING, current.count(), current.lastBlock());
    view.set(spilled);
    return spilled;
  }

  /**
   * Writes what is only in memory to the file, which then holds the entries and no more.
   *
   * @return false when the disk is full and entries stay in memory
   */
  public boolean flush() {
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
  public void sync() {
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
      view.set(View.onFile(count));
      return;
    }
    int kept = (count - current.fileCount()) * entrySize;
    ByteBuffer tail = ByteBuffer.allocate(kept).put(0, current.tail(), 0, kept);
    view.set(new View(current.fileCount(), tail, count, current.lastBlock()));
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
  public void clear() {
    truncateFile(0);
    view.set(View.onFile(0));
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

  private int floorInFile(View current, Order order) {
    Block block = current.lastBlock().get();
    if (!endsWithin(block, current.fileCount(), order)) {
      block = readBlockOf(current, order);
      current.lastBlock().set(block);
    }
    int inBlock = search(block.entries(), block.count(), order);
    return inBlock < 0 ? -1 : block.from() + inBlock;
  }

  private boolean endsWithin(Block block, int fileCount, Order order) {
    return block.count() > 0
        && order.isAtOrBefore(block.entries(), 0)
        && (block.from() + block.count() == fileCount
            || !order.isAtOrBefore(block.entries(), (block.count() - 1) * entrySize));
  }

  // The first entries of blocks are read, one after another, to find the block.
  private Block readBlockOf(View current, Order order) {
    int low = 0;
    int high = Math.max(0, current.fileCount() - 1) / BLOCK_ENTRIES;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (order.isAtOrBefore(read(current, middle * BLOCK_ENTRIES, 1), 0)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int from = low * BLOCK_ENTRIES;
    int count = Math.min(BLOCK_ENTRIES, current.fileCount() - from);
    return new Block(from, count, read(current, from, count));
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
    Block block = current.lastBlock().get();
    if (block.holds(index, count)) {
      return block.entries().slice((index - block.from()) * entrySize, count * entrySize);
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * entrySize);
    int fromFile = Math.min(count, current.fileCount() - index);
    bytes.limit(fromFile * entrySize);
    OpenFile open = file.acquire();
    try {
      int size = open.file().read(bytes, (long) index * entrySize);
      if (size != bytes.limit()) {
        int position = index * entrySize + Math.max(0, size);
        throw new CorruptLogException(file.path(), position, "index entries missing");
      }
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
    View loaded = View.onFile(count);
    View other = view.compareAndExchange(null, loaded);
    return other == null ? loaded : other;
  }

  /** Closes the file for good. */
  public void giveUp() {
    file.giveUp();
  }
}
