package io.ottla.replication.controller;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.MappedRegion;
import io.ottla.storage.disk.RealDisk;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real disk, on which no write finds room while it is full. */
public final class FillableDisk implements Disk {
  public boolean full;

  private final RealDisk disk = new RealDisk();

  @Override
  public DiskFile open(Path file, Mode mode) {
    return new Fillable(file, disk.open(file, mode));
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return disk.isDirectory(path);
  }

  @Override
  public long size(Path file) {
    return disk.size(file);
  }

  @Override
  public List<String> list(Path directory) {
    return disk.list(directory);
  }

  @Override
  public long version(Path directory) {
    return disk.version(directory);
  }

  @Override
  public void createDirectories(Path directory) {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) {
    disk.rename(from, to);
  }

  @Override
  public boolean delete(Path file) {
    return disk.delete(file);
  }

  @Override
  public void deleteTree(Path directory) {
    disk.deleteTree(directory);
  }

  @Override
  public void syncDirectory(Path directory) {
    disk.syncDirectory(directory);
  }

  @Override
  public long freeBytes(Path path) {
    return full ? 0 : disk.freeBytes(path);
  }

  @Override
  public long totalBytes(Path path) {
    return disk.totalBytes(path);
  }

  @Override
  public @Nullable DiskLock tryLock(Path file) {
    return disk.tryLock(file);
  }

  private final class Fillable implements DiskFile {
    private final Path path;
    private final DiskFile file;

    private Fillable(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) {
      if (full) {
        throw new DiskFullException("no room for " + path);
      }
      file.write(source, position);
    }

    @Override
    public void truncate(long size) {
      file.truncate(size);
    }

    @Override
    public void sync() {
      file.sync();
    }

    @Override
    public MappedRegion map(long position, int size) {
      return file.map(position, size);
    }

    @Override
    public @Nullable FileChannel channel() {
      return file.channel();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
