package io.ottla.storage.dir;

import io.ottla.storage.disk.Disk;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One of the broker's log directories. From any thread. */
public final class LogDirectory {
  /** KIP-858's id for directories that are offline. */
  private static final Uuid LOST = new Uuid(0, 2);

  private final Disk disk;
  private final Path path;
  private final Uuid id;
  private final @Nullable CleanShutdown cleanShutdown;
  private final Map<OffsetCheckpoint, Map<PartitionName, Long>> written = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  private LogDirectory(Disk disk, Path path, Uuid id, @Nullable CleanShutdown cleanShutdown) {
    this.disk = disk;
    this.path = path;
    this.id = id;
    this.cleanShutdown = cleanShutdown;
  }

  /**
   * Opens a directory that is there, is locked by this process and belongs to this node. The marker
   * of a clean shutdown is taken away.
   *
   * @param id by which the controller knows it
   */
  public static LogDirectory open(Disk disk, Path path, Uuid id) {
    CleanShutdown marker = CleanShutdown.read(disk, path);
    CleanShutdown.remove(disk, path);
    return new LogDirectory(disk, path, id, marker);
  }

  /** A directory whose disk had failed before it could be opened; its id is not known. */
  public static LogDirectory offline(Disk disk, Path path, String reason) {
    LogDirectory failed = new LogDirectory(disk, path, LOST, null);
    failed.fail(reason);
    return failed;
  }

  /** Where the directory lies. */
  public Path path() {
    return path;
  }

  /** The directory's id, by which the controller knows it. */
  public Uuid id() {
    return id;
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

  /** Replaces a checkpoint unless it says the same already: that costs several waits for a disk. */
  void write(OffsetCheckpoint checkpoint, Map<PartitionName, Long> offsets) {
    if (!offsets.equals(written.get(checkpoint))) {
      checkpoint.write(disk, path, offsets);
      written.put(checkpoint, Map.copyOf(offsets));
    }
  }

  /** Whether a checkpoint on disk says something of a partition. */
  boolean hasCheckpointed(PartitionName name) {
    return written.values().stream().anyMatch(offsets -> offsets.containsKey(name));
  }

  void markClean(long brokerEpoch) {
    new CleanShutdown(brokerEpoch).write(disk, path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
