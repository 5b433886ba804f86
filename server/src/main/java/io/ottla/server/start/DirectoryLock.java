package io.ottla.server.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kafka's {@code .lock} file: whoever holds it has the data directory to itself. */
final class DirectoryLock implements AutoCloseable {
  static final String FILE_NAME = ".lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes what is missing and locks all, or none. */
  static List<DirectoryLock> all(Set<Path> directories) throws StartException {
    List<DirectoryLock> locks = new ArrayList<>();
    try {
      for (Path directory : directories) {
        locks.add(acquire(directory));
      }
      return locks;
    } catch (StartException e) {
      locks.forEach(DirectoryLock::close);
      throw e;
    }
  }

  private static DirectoryLock acquire(Path directory) throws StartException {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StartException(
            "the data directory " + directory + " is in use by another process");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new StartException("cannot use the data directory " + directory + ": " + e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The lock ends with its channel. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
