package io.ottla.storage.index;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.file.FileSource;
import java.nio.file.Path;

/** The file of an index, for tests. */
final class IndexFile implements FileSource {
  private static final Path DIRECTORY = Path.of("/data/i-0");

  private final Disk disk;
  private final FileCache cache;

  IndexFile(Disk disk) {
    this.disk = disk;
    this.cache = new FileCache(disk, 10);
    disk.createDirectories(DIRECTORY);
  }

  CachedFile cached() {
    return cache.file(this);
  }

  long size() {
    return disk.size(path());
  }

  @Override
  public Path path() {
    return DIRECTORY.resolve("index");
  }

  @Override
  public Disk.Mode mode() {
    return Disk.Mode.CREATE;
  }
}
