package io.ottla.storage.log;

/**
 * What is known of a log before it is opened, from the checkpoints of its directory.
 *
 * @param isClean whether the broker was shut down in order, so that nothing needs to be checked
 * @param recoveryPoint everything below it is on disk and whole; 0 when it is not known
 * @param logStartOffset 0 when it is not known
 * @param highWatermark 0 when it is not known
 * @param cleanedOffset everything below it is compacted; 0 when it is not known
 */
public record OpenPoint(
    boolean isClean,
    long recoveryPoint,
    long logStartOffset,
    long highWatermark,
    long cleanedOffset) {
  /** Nothing is known. */
  public static final OpenPoint UNKNOWN = new OpenPoint(false, 0, 0, 0, 0);

  /** Of a log of which nothing is compacted. */
  public OpenPoint(boolean isClean, long recoveryPoint, long logStartOffset, long highWatermark) {
    this(isClean, recoveryPoint, logStartOffset, highWatermark, 0);
  }
}
