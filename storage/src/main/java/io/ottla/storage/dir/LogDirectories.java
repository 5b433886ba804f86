package io.ottla.storage.dir;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker's log directories, and which of them serve. From any thread. */
final class LogDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(LogDirectories.class);

  private final List<LogDirectory> all;
  private final Consumer<LogDirectory> onFailure;

  /**
   * Some directories, online or not.
   *
   * @param onFailure hears of each directory that goes offline, on the thread that noticed
   */
  LogDirectories(List<LogDirectory> all, Consumer<LogDirectory> onFailure) {
    this.all = List.copyOf(all);
    this.onFailure = onFailure;
  }

  List<LogDirectory> all() {
    return all;
  }

  List<LogDirectory> online() {
    return all.stream().filter(LogDirectory::isOnline).toList();
  }

  /** The directory of an id; null when it is none of this broker's. */
  @Nullable LogDirectory find(Uuid id) {
    return all.stream().filter(directory -> directory.id().equals(id)).findFirst().orElse(null);
  }

  /**
   * Does something with a directory, which goes offline when its disk fails, not when it is full.
   */
  void guarded(LogDirectory directory, Runnable action) {
    try {
      action.run();
    } catch (DiskFullException e) {
      LOG.warn("directory={} is full reason={}", directory, e.getMessage());
    } catch (StorageException e) {
      fail(directory, String.valueOf(e.getMessage()));
    }
  }

  /** Takes a directory offline with all its logs; the others go on. */
  void fail(LogDirectory directory, String reason) {
    if (directory.fail(reason)) {
      LOG.error("directory={} goes offline reason={}", directory, reason);
      onFailure.accept(directory);
    }
  }
}
