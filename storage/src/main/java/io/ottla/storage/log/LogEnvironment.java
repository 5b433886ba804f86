package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.FileCache;

/**
 * What all logs of a broker share.
 *
 * @param files the budget of open files, and the disk
 * @param background runs what may block: deleting, flushing; its clock is the logs' clock
 * @param producerExpirationMs {@code producer.id.expiration.ms}
 * @param validateFully whether every record of a producer's batch is looked at ({@code
 *     ottla.produce.validate=full})
 */
public record LogEnvironment(
    FileCache files, EventLoop background, int producerExpirationMs, boolean validateFully) {
  /** The disk that logs lie on. */
  public Disk disk() {
    return files.disk();
  }

  long nowMs() {
    return background.clock().wallMs();
  }
}
