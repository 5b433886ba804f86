package io.ottla.storage.disk;

import java.nio.file.Path;
import java.util.List;

/** A disk of which nothing can be changed: whoever tries gets a {@link StorageException}. */
public final class ReadOnlyDisk implements Disk {
  private final Disk disk;

  /** What another disk holds. */
  public ReadOnlyDisk(Disk disk) {
    this.disk = disk;
  }

  private static StorageException refused(String what, Path path) {
    return new StorageException(what + ' ' + path + ": only to be read");
  }

  @Override
  public DiskFile open(Path file, Mode mode) {
    if (mode != Mode.READ) {
      throw refused("write", file);
    }
    return disk.open(file, mode);
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
  public void stamp(Path directory, long version) {
    throw refused("stamp", directory);
  }

  @Override
  public long modifiedMs(Path file) {
    return disk.modifiedMs(file);
  }

  @Override
  public void createDirectories(Path directory) {
    throw refused("create directory", directory);
  }

  @Override
  public void rename(Path from, Path to) {
    throw refused("rename", from);
  }

  @Override
  public boolean delete(Path file) {
    throw refused("delete", file);
  }

  @Override
  public void deleteTree(Path directory) {
    throw refused("delete", directory);
  }

  @Override
  public void syncDirectory(Path directory) {
    throw refused("sync", directory);
  }

  @Override
  public long freeBytes(Path path) {
    return disk.freeBytes(path);
  }

  @Override
  public long totalBytes(Path path) {
    return disk.totalBytes(path);
  }

  @Override
  public DiskLock tryLock(Path file) {
    throw refused("lock", file);
  }
}
