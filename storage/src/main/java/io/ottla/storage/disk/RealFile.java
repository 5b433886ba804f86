package io.ottla.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of this machine, by its channel. */
final class RealFile implements DiskFile {
  private final Path path;
  private final FileChannel channel;

  RealFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw StorageException.of("size of " + path, e);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) {
    int done = 0;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position + done);
        if (count < 0) {
          break;
        }
        done += count;
      }
      return done;
    } catch (IOException e) {
      throw StorageException.of("read " + path + " at position " + (position + done), e);
    }
  }

  @Override
  public void write(ByteBuffer source, long position) {
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw StorageException.ofWrite(
          "write " + path + " at position " + at, e, freeBytes() >= source.remaining());
    }
  }

  // The name is that by which the file was opened; what it lies in may have another one by now.
  private long freeBytes() {
    Path there = path.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace();
  }

  @Override
  public void truncate(long size) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      throw StorageException.of("truncate " + path + " to " + size, e);
    }
  }

  // Of what the system notes of a file its times alone may be lost: a changed size is written too,
  // and what was appended over zeros asks nothing of the file system's journal.
  @Override
  public void sync() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw StorageException.of("sync " + path, e);
    }
  }

  @Override
  public MappedRegion map(long position, int size) {
    try {
      return new RealRegion(channel.map(MapMode.READ_WRITE, position, size));
    } catch (IOException e) {
      throw StorageException.of("map " + size + " bytes of " + path + " at " + position, e);
    }
  }

  // A bad sector fails this with an exception, where touching a mapping would be a signal; and
  // nothing is copied, so that it costs 20 ms per GiB of what was in memory already.
  @Override
  public void load(long position, int size) {
    long end = position + size;
    try {
      for (long at = position; at < end; ) {
        long count = channel.transferTo(at, end - at, Nowhere.CHANNEL);
        if (count <= 0) {
          break;
        }
        at += count;
      }
    } catch (IOException e) {
      throw StorageException.of("load " + path + " from position " + position, e);
    }
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StorageException.of("close " + path, e);
    }
  }

  /** Opened when something is loaded first. The threads that load are never interrupted. */
  private static final class Nowhere {
    static final FileChannel CHANNEL = open();

    private static FileChannel open() {
      try {
        return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw StorageException.of("open /dev/null", e);
      }
    }
  }
}
