package io.ottla.storage.segment;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.CachedFile;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.file.FileSource;
import io.ottla.storage.file.WindowCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directory of a partition's log, which may be renamed while its files are in use. */
public final class LogFiles {
  private final FileCache cache;
  private final Path logDirectory;
  private volatile Path directory;

  /** The files in a directory, opened through the cache. */
  public LogFiles(FileCache cache, Path directory) {
    this.cache = cache;
    this.directory = directory;
    this.logDirectory = Disk.directoryOf(directory);
  }

  /** The log directory that the log's own lies in. */
  public Path logDirectory() {
    return logDirectory;
  }

  /** Where the log lies now. */
  public Path directory() {
    return directory;
  }

  /** The disk that the log lies on. */
  public Disk disk() {
    return cache.disk();
  }

  /** The mapped ends of files. */
  WindowCache windows() {
    return cache.windows();
  }

  /** Gives the directory another name. */
  public void moveTo(Path target) {
    disk().rename(directory, target);
    directory = target;
  }

  /** The path of a file now. */
  public Path path(FileKind kind, long offset) {
    return directory.resolve(kind.nameOf(offset));
  }

  /** The path of a file with a mark such as {@link FileKind#DELETED} behind its name. */
  public Path path(FileKind kind, long offset, String mark) {
    return directory.resolve(kind.nameOf(offset) + mark);
  }

  /**
   * Removes what was to be deleted, or was written and not completed.
   *
   * @param names all in the directory
   * @return the names that are left
   */
  public List<String> removeLeftovers(List<String> names) {
    List<String> left = new ArrayList<>(names.size());
    for (String name : names) {
      if (name.endsWith(FileKind.DELETED)
          || name.endsWith(FileKind.CLEANED)
          || name.endsWith(FileKind.TEMPORARY)) {
        disk().delete(directory.resolve(name));
      } else {
        left.add(name);
      }
    }
    return left;
  }

  /** The size in bytes of a file; 0 when there is none. */
  long size(FileKind kind, long offset, String mark) {
    return disk().size(path(kind, offset, mark));
  }

  /** When a file was changed last, in ms since the epoch. */
  long lastModifiedMs(FileKind kind, long offset, String mark) {
    return disk().modifiedMs(path(kind, offset, mark));
  }

  /** A file that is opened when used, and keeps its owner alive while open; see {@link Segment}. */
  CachedFile file(FileKind kind, long offset, String mark, SegmentFiles owner) {
    return cache.file(new Source(this, kind, offset, mark, owner));
  }

  /** An index is made where absent. */
  private record Source(LogFiles files, FileKind kind, long offset, String mark, SegmentFiles owner)
      implements FileSource {
    @Override
    public Path path() {
      return files.path(kind, offset, mark);
    }

    @Override
    public Disk.Mode mode() {
      return kind == FileKind.LOG ? Disk.Mode.WRITE : Disk.Mode.CREATE;
    }
  }
}
