package io.ottla.storage.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system. Whatever fails ends in a {@link StorageException} that names the file.
 *
 * <p>After a crash a file may hold any subset of what was written since its last {@link
 * DiskFile#sync}; a name is certain only after {@link #syncDirectory} of its directory.
 */
public interface Disk {
  /** How a file is opened. */
  enum Mode {
    /** To read what is there. */
    READ,
    /** To read and write what is there. */
    WRITE,
    /** To read and write; an absent file is made, empty. */
    CREATE
  }

  /** Opens a file; the caller closes it. */
  DiskFile open(Path file, Mode mode);

  /** Whether there is a file or directory of this name. */
  boolean exists(Path path);

  /** Whether there is a directory of this name. */
  boolean isDirectory(Path path);

  /** The size of a file in bytes; 0 when there is none. */
  long size(Path file);

  /** The names in a directory, in no order; none when there is no such directory. */
  List<String> list(Path directory);

  /**
   * The state of the names in a directory, in ns since the epoch: when one of them came, went or
   * changed, or what the directory was stamped with since.
   */
  long version(Path directory);

  /**
   * Gives the names in a directory, as they are, a version that no change of names will give: a
   * time that is over, in an odd number of microseconds. After a crash or a power loss the
   * directory has the names and the version of one and the same moment, on file systems that keep a
   * journal of names. Where one does not tell times so finely, or does not let them be set, the
   * version is another.
   */
  void stamp(Path directory, long version);

  /** When a file was changed last, in ms since the epoch; 0 when there is none. */
  long modifiedMs(Path file);

  /** Makes a directory and those above it where they are absent. */
  void createDirectories(Path directory);

  /** Gives a file or directory another name at once; a file of that name is replaced. */
  void rename(Path from, Path to);

  /** Removes a file. Returns false when there was none. */
  boolean delete(Path file);

  /** Removes a directory with all that is in it; nothing happens when there is none. */
  void deleteTree(Path directory);

  /** Makes the names in a directory survive a power loss. */
  void syncDirectory(Path directory);

  /**
   * How many bytes may still be written to the file system that holds the path; nothing being there
   * is a failure of the disk, not a full one.
   */
  long freeBytes(Path path);

  /** How many bytes the file system that holds the path has in all. */
  long totalBytes(Path path);

  /** Locks a file, made where absent, against other processes; null when one holds it already. */
  @Nullable DiskLock tryLock(Path file);

  /** The whole of a small file; null when there is none. */
  default byte @Nullable [] readAll(Path path) {
    if (!exists(path)) {
      return null;
    }
    try (DiskFile file = open(path, Mode.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(buffer, 0);
      return buffer.array();
    }
  }

  /**
   * Replaces a small file whole: whoever looks sees the old content or the new one. One thread may
   * do it durably while another does it in passing, as a flush and a log's loop do; the last one
   * wins.
   *
   * @param durable whether it must survive a power loss from here on
   */
  default void replace(Path path, byte[] content, boolean durable) {
    Path temporary = path.resolveSibling(path.getFileName() + (durable ? ".sync.tmp" : ".tmp"));
    delete(temporary);
    try {
      try (DiskFile file = open(temporary, Mode.CREATE)) {
        file.write(ByteBuffer.wrap(content), 0);
        if (durable) {
          file.sync();
        }
      }
      rename(temporary, path);
    } catch (DiskFullException e) {
      delete(temporary);
      throw e;
    }
    if (durable) {
      syncDirectory(directoryOf(path));
    }
  }

  /** The directory that a path lies in. */
  static Path directoryOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new StorageException("no directory above " + path);
    }
    return parent;
  }

  /** A lock on a file, held until closed. */
  interface DiskLock extends AutoCloseable {
    @Override
    void close();
  }
}
