package io.ottla.replication.quorum;

/** When the next snapshot is due: after so many bytes of records, or some and so much time. */
final class SnapshotSchedule {
  private final long maxBytes;
  private final long maxIntervalMs;
  private long lastMs;
  private long bytes;
  private boolean running;

  SnapshotSchedule(long maxBytes, long maxIntervalMs, long nowMs) {
    this.maxBytes = maxBytes;
    this.maxIntervalMs = maxIntervalMs;
    this.lastMs = nowMs;
  }

  void onAppended(int sizeInBytes) {
    bytes += sizeInBytes;
  }

  /** Whether a snapshot is to be written now; if so, it counts as begun. */
  boolean begin(long nowMs) {
    boolean late = maxIntervalMs > 0 && nowMs - lastMs >= maxIntervalMs && bytes > 0;
    if (running || (bytes < maxBytes && !late)) {
      return false;
    }
    running = true;
    bytes = 0;
    lastMs = nowMs;
    return true;
  }

  void end() {
    running = false;
  }
}
