package io.ottla.server.fetch;

import io.ottla.wire.message.FetchRequest;

/**
 * Where a client wants to read a partition.
 *
 * @param offset of the next record
 * @param currentLeaderEpoch that the client knows, or -1
 * @param maxBytes of this partition in one response
 */
record FetchPositions(long offset, int currentLeaderEpoch, int maxBytes) {
  static FetchPositions of(FetchRequest.FetchPartition partition) {
    return new FetchPositions(
        partition.fetchOffset(), partition.currentLeaderEpoch(), partition.partitionMaxBytes());
  }
}
