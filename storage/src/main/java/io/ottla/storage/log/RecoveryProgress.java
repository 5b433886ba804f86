package io.ottla.storage.log;

/** Hears how recovery goes on; called from the threads that recover. */
public interface RecoveryProgress {
  /** Says nothing. */
  RecoveryProgress SILENT = bytes -> {};

  /** A segment of so many bytes was read through. */
  void onSegment(long bytes);
}
