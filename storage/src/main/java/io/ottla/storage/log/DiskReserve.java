package io.ottla.storage.log;

import io.ottla.runtime.Clock;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.producer.AppendOrigin;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps {@code ottla.disk.reserve.bytes} of each log directory's disk free, so that metadata,
 * groups, checkpoints and other programs have room when producers have filled the rest. The disk is
 * asked now and then, and what is appended in between is taken off.
 *
 * <p>Others may fill the disk all the same, and the reserve may be 0; so each directory also has a
 * {@link SpareFile}. From any thread.
 */
public final class DiskReserve {
  private static final long ASK_EVERY_MS = 250;

  private final Disk disk;
  private final Clock clock;
  private final long reserveBytes;
  private final Map<Path, Room> rooms = new ConcurrentHashMap<>();
  private final Map<Path, SpareFile> spares = new ConcurrentHashMap<>();

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

  /** Has these directories keep a spare file; {@link #takeSpares} makes it. */
  public void keepSpares(Collection<Path> logDirectories) {
    for (Path path : logDirectories) {
      spares.put(path.toAbsolutePath(), new SpareFile(disk, path.toAbsolutePath()));
    }
  }

  /** Takes the room of the spare files where there is enough. To be called often; may block. */
  public void takeSpares() {
    spares.values().forEach(spare -> spare.take(reserveBytes));
  }

  /** Writes to a log directory; where it is full, again with what its spare file gives up. */
  public void writing(Path logDirectory, AppendOrigin origin, Runnable write) {
    while (true) {
      try {
        write.run();
        return;
      } catch (DiskFullException e) {
        SpareFile spare = spares.get(logDirectory);
        if (spare == null || !spare.release(origin)) {
          throw e;
        }
      }
    }
  }

  /**
   * Whether so many bytes may be appended in a log directory: without touching the reserve, which
   * only the broker itself may use up, nor what a spare file gave up for others.
   */
  boolean admits(Path logDirectory, AppendOrigin origin, int bytes) {
    SpareFile spare = spares.get(logDirectory);
    if (spare != null && !spare.admits(origin)) {
      return false;
    }
    // it is there so that topics can be deleted and consumers can go on
    boolean mayUseUp = origin == AppendOrigin.COORDINATOR || origin == AppendOrigin.METADATA;
    return mayUseUp || reserveBytes == 0 || admits(logDirectory, bytes);
  }

  private boolean admits(Path logDirectory, int bytes) {
    Room room = rooms.computeIfAbsent(logDirectory, path -> new Room());
    long nowMs = clock.monotonicMs();
    long askAgainMs = room.askAgainMs.get();
    if (nowMs >= askAgainMs && room.askAgainMs.compareAndSet(askAgainMs, nowMs + ASK_EVERY_MS)) {
      room.bytes.set(disk.freeBytes(logDirectory) - reserveBytes);
    }
    return room.bytes.addAndGet(-bytes) >= 0;
  }
}
