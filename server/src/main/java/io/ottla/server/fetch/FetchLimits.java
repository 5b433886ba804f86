package io.ottla.server.fetch;

import io.ottla.wire.message.FetchRequest;

/**
 * How much a fetch wants and how long it waits.
 *
 * @param committedOnly whether it stops at the last stable offset ({@code read_committed})
 * @param tellsLeader whether the client's version can be told who leads a partition
 */
record FetchLimits(
    int maxWaitMs, int minBytes, int maxBytes, boolean committedOnly, boolean tellsLeader) {
  private static final byte READ_COMMITTED = 1;
  private static final short FIRST_VERSION_WITH_LEADER = 12;

  /** Those of a request, within what the broker sends at once. */
  static FetchLimits of(FetchRequest request, short version, int mostBytes) {
    int maxBytes = Math.min(Math.max(0, request.maxBytes()), mostBytes);
    return new FetchLimits(
        request.maxWaitMs(),
        Math.min(request.minBytes(), maxBytes),
        maxBytes,
        request.isolationLevel() == READ_COMMITTED,
        version >= FIRST_VERSION_WITH_LEADER);
  }
}
