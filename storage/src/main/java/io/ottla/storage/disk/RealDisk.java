package io.ottla.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The file system of this machine. */
public final class RealDisk implements Disk {
  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final Set<StandardOpenOption> WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<StandardOpenOption> CREATE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

  @Override
  public DiskFile open(Path file, Mode mode) {
    try {
      return new RealFile(file, FileChannel.open(file, options(mode)));
    } catch (IOException e) {
      throw StorageException.of("open " + file, e);
    }
  }

  private static Set<StandardOpenOption> options(Mode mode) {
    return switch (mode) {
      case READ -> READ;
      case WRITE -> WRITE;
      case CREATE -> CREATE;
    };
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public long size(Path file) {
    return file.toFile().length();
  }

  @Override
  public List<String> list(Path directory) {
    String[] names = directory.toFile().list();
    if (names == null) {
      if (Files.exists(directory)) {
        throw new StorageException("list " + directory + ": not a readable directory");
      }
      return List.of();
    }
    return List.of(names);
  }

  @Override
  public long version(Path directory) {
    try {
      return Files.getLastModifiedTime(directory).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw StorageException.of("look at " + directory, e);
    }
  }

  @Override
  public void stamp(Path directory, long version) {
    try {
      Files.setLastModifiedTime(directory, FileTime.from(version, TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      // It has another version then, as after any change of a name.
    }
  }

  @Override
  public long modifiedMs(Path file) {
    return file.toFile().lastModified();
  }

  @Override
  public void createDirectories(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw StorageException.of("create directory " + directory, e);
    }
  }

  @Override
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StorageException.of("rename " + from + " to " + to, e);
    }
  }

  @Override
  public boolean delete(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw StorageException.of("delete " + file, e);
    }
  }

  @Override
  public void deleteTree(Path directory) {
    try {
      Files.walkFileTree(directory, new Deleter());
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw StorageException.of("delete " + directory, e);
    }
  }

  @Override
  public void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw StorageException.of("sync directory " + directory, e);
    }
  }

  @Override
  public long freeBytes(Path path) {
    long free = path.toFile().getUsableSpace();
    if (free == 0 && !exists(path)) {
      throw new StorageException(path + " is gone");
    }
    return free;
  }

  @Override
  public long totalBytes(Path path) {
    return path.toFile().getTotalSpace();
  }

  @Override
  public @Nullable DiskLock tryLock(Path path) {
    try {
      FileChannel channel = FileChannel.open(path, CREATE);
      if (lockOf(channel) == null) {
        channel.close();
        return null;
      }
      return new ChannelLock(path, channel);
    } catch (IOException e) {
      throw StorageException.of("lock " + path, e);
    }
  }

  private static @Nullable FileLock lockOf(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The lock ends with its channel. */
  private record ChannelLock(Path path, FileChannel channel) implements DiskLock {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw StorageException.of("unlock " + path, e);
      }
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
