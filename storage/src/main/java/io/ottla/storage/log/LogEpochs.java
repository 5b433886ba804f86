package io.ottla.storage.log;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.segment.LogFiles;

/**
 * The leader epochs of a log and their file, which follows with the first batch of an epoch: one
 * without records is of no use after a restart, and replacing a file costs a flush on some file
 * systems, for every partition at every start. Changed by the log's loop, read by any thread.
 */
final class LogEpochs {
  private final LogFiles files;
  private final LogDurability durability;
  private volatile LeaderEpochs current;
  private boolean isUnwritten;

  LogEpochs(LogFiles files, LogDurability durability, LeaderEpochs opened) {
    this.files = files;
    this.durability = durability;
    this.current = opened;
  }

  LeaderEpochs current() {
    return current;
  }

  /** Notes that an epoch begins, without a batch. */
  void begin(int leaderEpoch, long startOffset) {
    if (leaderEpoch > current.latestEpoch()) {
      current = current.with(leaderEpoch, startOffset);
      isUnwritten = true;
    }
  }

  /**
   * Notes the epoch of a batch.
   *
   * @return whether the file was written
   */
  boolean assign(int leaderEpoch, long startOffset) {
    if (leaderEpoch > current.latestEpoch()) {
      publish(current.with(leaderEpoch, startOffset));
      return true;
    }
    boolean wasUnwritten = isUnwritten;
    if (wasUnwritten) {
      write();
    }
    return wasUnwritten;
  }

  /** Puts other epochs in their place. */
  void publish(LeaderEpochs changed) {
    if (!changed.equals(current)) {
      current = changed;
      write();
    }
  }

  private void write() {
    isUnwritten = false;
    durability.onEpochsChanged();
    try {
      LeaderEpochFile.write(files.disk(), files.directory(), current, /* durable= */ false);
    } catch (DiskFullException e) {
      // The next flush writes it again; until then recovery finds the epochs in the batches.
    }
  }
}
