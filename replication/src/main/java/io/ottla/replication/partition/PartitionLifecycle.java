package io.ottla.replication.partition;

/**
 * Follows which partitions this broker leads, as coordinators do. Called on the partition's loop.
 */
public interface PartitionLifecycle {
  /** This broker leads the partition, in a new leader epoch. */
  void onLeader(Partition partition, int leaderEpoch);

  /** This broker leads the partition no more, or the topic is deleted. */
  void onResigned(Partition partition);
}
