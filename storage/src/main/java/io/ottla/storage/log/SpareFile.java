package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.producer.AppendOrigin;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file of zeros in a log directory whose room the broker gives up when the disk is full to its
 * last byte, so that metadata and groups can be written on. One half is for both, the other for the
 * metadata alone: without it a broker could not start again. It is given up piece by piece, because
 * other programs may take what is free. Until the room is taken back, nobody of less importance may
 * write there, since they would use up what was given up. From any thread.
 */
final class SpareFile {
  static final String NAME = "ottla.spare";
  static final int BYTES = 4 << 20;
  private static final int METADATA_BYTES = BYTES / 2;
  static final int PIECE_BYTES = 64 << 10;

  private final Disk disk;
  private final Path file;
  private volatile long keptBytes;

  /** The file as it was left; a directory without one counts as having room until it is seen. */
  SpareFile(Disk disk, Path directory) {
    this.disk = disk;
    this.file = directory.resolve(NAME);
    this.keptBytes = disk.exists(file) ? disk.size(file) : BYTES;
  }

  /** What must be kept for those of more importance. */
  private static int floorOf(AppendOrigin origin) {
    return switch (origin) {
      case METADATA -> 0;
      case COORDINATOR -> METADATA_BYTES;
      case CLIENT, REPLICATION -> BYTES;
    };
  }

  /** Whether what is kept for those of more importance is there. */
  boolean admits(AppendOrigin origin) {
    return keptBytes >= floorOf(origin);
  }

  /** Gives up a piece of what the origin may use. Returns false when there is nothing of it. */
  synchronized boolean release(AppendOrigin origin) {
    int floor = floorOf(origin);
    long size = disk.size(file);
    if (size <= floor) {
      return false;
    }
    keptBytes = Math.max(floor, size - PIECE_BYTES);
    try (DiskFile open = disk.open(file, Disk.Mode.WRITE)) {
      open.truncate(keptBytes);
    }
    return true;
  }

  /**
   * Takes the room, again where it was given up, if the disk has at least as much more. May block.
   * Nothing is synced: the file's content means nothing, and a short file is completed by the next
   * start.
   *
   * @param reserveBytes which stay free too
   */
  synchronized void take(long reserveBytes) {
    long size = disk.size(file);
    try {
      if (size < BYTES
          && disk.freeBytes(Disk.directoryOf(file)) >= BYTES + Math.max(BYTES, reserveBytes)) {
        size = fill(size);
      }
    } catch (StorageException e) {
      size = disk.size(file); // a disk that fails is noticed by whoever needs it
    }
    keptBytes = size;
  }

  private long fill(long from) {
    long size = from;
    try (DiskFile open = disk.open(file, Disk.Mode.CREATE)) {
      while (size < BYTES) {
        int count = (int) Math.min(PIECE_BYTES, BYTES - size);
        open.write(ByteBuffer.allocate(count), size);
        size += count;
      }
    }
    return size;
  }
}
