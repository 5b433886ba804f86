package io.ottla.storage.log;

/** Hears how recovery goes on; called from the threads that recover. */
public interface RecoveryProgress {
  /** Says nothing. */
  RecoveryProgress SILENT =
      new RecoveryProgress() {
        @Override
        public void onWork(int segments, long bytes) {}

        @Override
        public void onSegment(long bytes) {}
      };

  /** So many segments of so many bytes are to be read through; called once, before the first. */
  void onWork(int segments, long bytes);

  /** A segment of so many bytes was read through. */
  void onSegment(long bytes);
}
