package io.ottla.storage.log;

import io.ottla.runtime.Clock;
import io.ottla.storage.disk.Disk;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps {@code ottla.disk.reserve.bytes} of each log directory's disk free, so that metadata,
 * groups, checkpoints and other programs have room when producers have filled the rest. The disk is
 * asked now and then, and what is appended in between is taken off. From any thread.
 */
public final class DiskReserve {
  private static final long ASK_EVERY_MS = 250;

  private final Disk disk;
  private final Clock clock;
  private final long reserveBytes;
  private final Map<Path, Room> rooms = new ConcurrentHashMap<>();

  /** A reserve of so many bytes; 0 for none. */
  public DiskReserve(Disk disk, Clock clock, long reserveBytes) {
    this.disk = disk;
    this.clock = clock;
    this.reserveBytes = reserveBytes;
  }

  /** What is left of a disk, as far as is known. */
  private static final class Room {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong askAgainMs = new AtomicLong(Long.MIN_VALUE);
  }

  /** Whether so many bytes may be appended in a log directory without touching the reserve. */
  boolean admits(Path logDirectory, int bytes) {
    if (reserveBytes == 0) {
      return true;
    }
    Room room = rooms.computeIfAbsent(logDirectory, path -> new Room());
    long nowMs = clock.monotonicMs();
    long askAgainMs = room.askAgainMs.get();
    if (nowMs >= askAgainMs && room.askAgainMs.compareAndSet(askAgainMs, nowMs + ASK_EVERY_MS)) {
      room.bytes.set(disk.freeBytes(logDirectory) - reserveBytes);
    }
    return room.bytes.addAndGet(-bytes) >= 0;
  }
}
