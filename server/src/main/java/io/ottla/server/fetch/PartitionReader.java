package io.ottla.server.fetch;

import io.ottla.replication.partition.PartitionRead;

/** Finds and reads a partition of a session. */
interface PartitionReader {
  /** Whether reading from the partition's position may have to wait for a disk. */
  boolean isCold(FetchedPartition partition);

  /**
   * Reads from the partition's position.
   *
   * @param maxBytes that are left in the response
   * @param atLeastOneBatch whether a first batch above the maximum is returned
   */
  PartitionRead read(FetchedPartition partition, int maxBytes, boolean atLeastOneBatch);

  /** Brings what was just read into memory; a failed read when the disk fails. May block. */
  PartitionRead load(FetchedPartition partition, PartitionRead read);
}
