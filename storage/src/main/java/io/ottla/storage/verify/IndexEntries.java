package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.segment.FileKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an index file, one after another, of which no more than a block is in memory.
 * Entries of nothing but zeros are passed over: Apache Kafka preallocates the indexes of its last
 * segment.
 */
final class IndexEntries implements AutoCloseable {
  private static final int BLOCK_ENTRIES = 4096;

  private final Path path;
  private final int entrySize;
  private final @Nullable DiskFile file;
  private final long end;
  private final ByteBuffer block;
  private long blockStart;
  private long position;

  private IndexEntries(Path path, int entrySize, @Nullable DiskFile file) {
    this.path = path;
    this.entrySize = entrySize;
    this.file = file;
    long size = file == null ? 0 : file.size();
    this.end = size - size % entrySize;
    this.block =
        ByteBuffer.allocate((int) Math.min(end, (long) BLOCK_ENTRIES * entrySize)).limit(0);
    skipUnused();
  }

  /** The entries of a file that need not exist. */
  static IndexEntries open(SegmentPlace place, FileKind kind, int entrySize) {
    Path path = place.path(kind);
    if (!place.disk().exists(path)) {
      return new IndexEntries(path, entrySize, null);
    }
    DiskFile file = place.disk().open(path, Disk.Mode.READ);
    if (file.size() % entrySize != 0) {
      String sentence = "ends within an entry of " + entrySize + " bytes";
      place.report().wrong(path, file.size(), sentence);
    }
    return new IndexEntries(path, entrySize, file);
  }

  Path path() {
    return path;
  }

  /** Whether there is a file. */
  boolean exists() {
    return file != null;
  }

  /** Whether there is an entry, or the last one was passed. */
  boolean hasEntry() {
    return position < end;
  }

  /** Where the entry begins in the file. */
  long position() {
    return position;
  }

  long longAt(int field) {
    return loaded().getLong(field(field));
  }

  int intAt(int field) {
    return loaded().getInt(field(field));
  }

  short shortAt(int field) {
    return loaded().getShort(field(field));
  }

  private int field(int field) {
    return (int) (position - blockStart) + field;
  }

  /** Moves to the next entry. */
  void advance() {
    position += entrySize;
    skipUnused();
  }

  private void skipUnused() {
    while (position < end && isZero()) {
      position += entrySize;
    }
  }

  private boolean isZero() {
    ByteBuffer entry = loaded().slice(field(0), entrySize);
    while (entry.hasRemaining()) {
      if (entry.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer loaded() {
    if (file != null && position >= blockStart + block.limit()) {
      block.clear().limit((int) Math.min(block.capacity(), end - position));
      file.read(block, position);
      block.flip();
      blockStart = position;
    }
    return block;
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
