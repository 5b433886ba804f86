package io.ottla.compat.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports that stay ours for the life of this process, also while nothing listens on them: below the
 * range from which the kernel takes the ports of outgoing connections, and each held by a file lock
 * against other runs of these tests.
 */
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 31_000;

  /** Locks are held until the process ends; the list keeps their channels reachable. */
  private static final List<FileLock> HELD = new ArrayList<>();

  private static int next = FIRST + (int) (ProcessHandle.current().pid() * 37 % (LAST - FIRST));

  private Ports() {}

  /** A port that nothing else takes. */
  public static synchronized int reserve() {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = next;
      next = next == LAST ? FIRST : next + 1;
      FileLock lock = isFree(port) ? lock(port) : null;
      if (lock != null) {
        HELD.add(lock);
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable FileLock lock(int port) {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "ottla-compat-ports");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
      }
      return lock;
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
