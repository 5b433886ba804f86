package io.ottla.storage.dir;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One of the broker's log directories, locked against other processes. From any thread. */
public final class LogDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Disk disk;
  private final Path path;
  private final MetaProperties identity;
  private final Disk.DiskLock lock;
  private final @Nullable CleanShutdown cleanShutdown;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  private LogDirectory(
      Disk disk,
      Path path,
      MetaProperties identity,
      Disk.DiskLock lock,
      @Nullable CleanShutdown cleanShutdown) {
    this.disk = disk;
    this.path = path;
    this.identity = identity;
    this.lock = lock;
    this.cleanShutdown = cleanShutdown;
  }

  /**
   * What came of opening a directory.
   *
   * @param directory null when there is a problem
   * @param problem why the directory cannot be used, in one line; null when it can
   */
  public record Attempt(@Nullable LogDirectory directory, @Nullable String problem) {
    private static Attempt refused(String problem) {
      return new Attempt(null, problem);
    }
  }

  /**
   * Locks a directory, made where absent, and makes sure that it belongs to this broker. The marker
   * of a clean shutdown is taken away.
   *
   * @param wanted the identity that a new directory gets and an old one must have; the directory id
   *     counts for a new one only
   */
  public static Attempt open(Disk disk, Path path, MetaProperties wanted) {
    try {
      MetaProperties.Read found = MetaProperties.read(disk, path);
      String problem = found.problem() != null ? found.problem() : mismatch(path, found, wanted);
      if (problem != null) {
        return Attempt.refused(problem);
      }
      disk.createDirectories(path);
      Disk.DiskLock lock = disk.tryLock(path.resolve(LOCK));
      if (lock == null) {
        return Attempt.refused("log directory " + path + " is in use by another process");
      }
      MetaProperties identity = identify(disk, path, found.properties(), wanted);
      CleanShutdown marker = CleanShutdown.read(disk, path);
      CleanShutdown.remove(disk, path);
      return new Attempt(new LogDirectory(disk, path, identity, lock, marker), null);
    } catch (StorageException e) {
      return Attempt.refused("log directory " + path + " cannot be used: " + e.getMessage());
    }
  }

  private static @Nullable String mismatch(
      Path path, MetaProperties.Read found, MetaProperties wanted) {
    MetaProperties there = found.properties();
    if (there == null) {
      return null;
    }
    if (!there.clusterId().equals(wanted.clusterId())) {
      return path + " belongs to cluster " + there.clusterId() + ", not " + wanted.clusterId();
    }
    if (there.nodeId() != wanted.nodeId()) {
      return path + " belongs to node " + there.nodeId() + ", not " + wanted.nodeId();
    }
    return null;
  }

  private static MetaProperties identify(
      Disk disk, Path path, @Nullable MetaProperties found, MetaProperties wanted) {
    if (found != null && !found.directoryId().isZero()) {
      return found;
    }
    wanted.write(disk, path);
    return wanted;
  }

  /** Where the directory lies. */
  public Path path() {
    return path;
  }

  /** The directory's id, by which the controller knows it. */
  public Uuid id() {
    return identity.directoryId();
  }

  /** Whose directory it is. */
  public MetaProperties identity() {
    return identity;
  }

  /** The marker that the last shutdown left; null when it was a crash. */
  public @Nullable CleanShutdown cleanShutdown() {
    return cleanShutdown;
  }

  /** Whether the directory was never used before or was shut down in order. */
  public boolean isClean() {
    return cleanShutdown != null;
  }

  /** How many bytes may still be written. */
  public long freeBytes() {
    return disk.freeBytes(path);
  }

  /** How many bytes the disk has in all. */
  public long totalBytes() {
    return disk.totalBytes(path);
  }

  /** Takes the directory offline for good. Returns false when it was already. */
  public boolean fail(String reason) {
    return failure.compareAndSet(null, reason);
  }

  /** Whether the directory's disk has not failed. */
  public boolean isOnline() {
    return failure.get() == null;
  }

  /** Why the directory is offline; null when it is not. */
  public @Nullable String failure() {
    return failure.get();
  }

  Map<PartitionName, Long> read(OffsetCheckpoint checkpoint) {
    return checkpoint.read(disk, path);
  }

  void write(OffsetCheckpoint checkpoint, Map<PartitionName, Long> offsets) {
    checkpoint.write(disk, path, offsets);
  }

  void markClean(long brokerEpoch) {
    new CleanShutdown(brokerEpoch).write(disk, path);
  }

  @Override
  public void close() {
    lock.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
