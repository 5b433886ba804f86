package io.ottla.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** A file of this machine, by its channel. */
final class RealFile implements DiskFile {
  private static final int SCRATCH_BYTES = 128 << 10;

  /** Few threads ever load. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH_BYTES));

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
      throw StorageException.of("write " + path + " at position " + at, e);
    }
  }

  @Override
  public void truncate(long size) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      throw StorageException.of("truncate " + path + " to " + size, e);
    }
  }

  @Override
  public void sync() {
    try {
      channel.force(true);
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

  // Reading is the one way that fails with an exception on a bad sector; touching a mapping would
  // be a signal.
  @Override
  public void load(long position, int size) {
    if (isResident(position, size)) {
      return;
    }
    ByteBuffer scratch = SCRATCH.get();
    for (int done = 0; done < size; done += scratch.capacity()) {
      read(scratch.clear().limit(Math.min(scratch.capacity(), size - done)), position + done);
    }
  }

  private boolean isResident(long position, int size) {
    try {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, position, size);
      RealRegion region = new RealRegion(mapped);
      try {
        return mapped.isLoaded();
      } finally {
        region.close();
      }
    } catch (IOException e) {
      throw StorageException.of("map " + size + " bytes of " + path + " at " + position, e);
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
}
