package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.FileCache;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/**
 * What all logs of a broker share.
 *
 * @param files the budget of open files, and the disk
 * @param background runs what may block; its clock is the logs' clock
 * @param flushers run what waits for fsync, that of several logs at a time
 * @param policy what the broker's own settings say of all logs
 * @param reserve keeps some of the disk free
 */
public record LogEnvironment(
    FileCache files, EventLoop background, Executor flushers, Policy policy, DiskReserve reserve) {

  /**
   * The broker's own settings.
   *
   * @param producerExpirationMs {@code producer.id.expiration.ms}, as it is now
   * @param validateFully whether every record of a producer's batch is looked at ({@code
   *     ottla.produce.validate=full})
   * @param fsync whether a record counts only once it is on disk ({@code ottla.durability=fsync})
   */
  public record Policy(IntSupplier producerExpirationMs, boolean validateFully, boolean fsync) {}

  /** Logs that flush in the background, count on the page cache and may fill the disk. */
  public LogEnvironment(
      FileCache files, EventLoop background, int producerExpirationMs, boolean validateFully) {
    this(
        files,
        background,
        background::execute,
        new Policy(() -> producerExpirationMs, validateFully, false),
        new DiskReserve(files.disk(), background.clock(), 0));
  }

  /** The disk that logs lie on. */
  public Disk disk() {
    return files.disk();
  }

  long nowMs() {
    return background.clock().wallMs();
  }
}
