package io.ottla.storage.log;

/**
 * What is known of a log before it is opened, from the checkpoints of its directory.
 *
 * @param isClean whether the broker was shut down in order, so that nothing needs to be checked
 * @param recoveryPoint everything below it is on disk and whole; 0 when it is not known
 * @param logStartOffset 0 when it is not known
 * @param highWatermark 0 when it is not known
 */
public record OpenPoint(
    boolean isClean, long recoveryPoint, long logStartOffset, long highWatermark) {
  /** Nothing is known. */
  public static final OpenPoint UNKNOWN = new OpenPoint(false, 0, 0, 0);
}
