package io.ottla.replication.partition;

/** Waits for a partition to move. Called on the partition's loop; must not block. */
public interface PartitionListener {
  /** There is more to read, other bounds to report, or an error to find: look again. */
  void onProgress(Partition partition);
}
