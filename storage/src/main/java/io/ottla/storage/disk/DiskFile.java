package io.ottla.storage.disk;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** An open file. Reads and writes name their position, so any thread may do either. */
public interface DiskFile extends AutoCloseable {
  /** The size in bytes. */
  long size();

  /**
   * Reads from the position until the target is full or the file ends.
   *
   * @return how many bytes were read; the target's position moved by as many
   */
  int read(ByteBuffer target, long position);

  /**
   * Writes all that remains in the source at the position; the file grows as needed.
   *
   * @throws DiskFullException when the disk has no room; a part may have been written
   */
  void write(ByteBuffer source, long position);

  /** Cuts the file off at the size; a smaller file stays as it is. */
  void truncate(long size);

  /**
   * Returns once all that was written, also through a mapping, and the file's size will survive a
   * power loss.
   */
  void sync();

  /**
   * Maps a part of the file for reading and writing; a shorter file is made longer, without taking
   * space. Only what was written by {@link #write} before may be written through the region, and it
   * must stay within the file meanwhile: a store to a page without space ends in a signal.
   */
  MappedRegion map(long position, int size);

  /** Brings bytes of the file into memory, where the system keeps them for a while. May block. */
  default void load(long position, int size) {}

  /** For sendfile; null where there is no such thing. */
  @Nullable FileChannel channel();

  @Override
  void close();
}
