package io.ottla.server.fetch;

import io.ottla.wire.message.FetchRequest;

/**
 * How much a fetch wants and how long it waits.
 *
 * @param committedOnly whether it stops at the last stable offset ({@code read_committed})
 */
record FetchLimits(int maxWaitMs, int minBytes, int maxBytes, boolean committedOnly) {
  private static final byte READ_COMMITTED = 1;

  /** Those of a request, within the broker's own maximum of bytes. */
  static FetchLimits of(FetchRequest request, int brokerMaxBytes) {
    int maxBytes = Math.min(Math.max(0, request.maxBytes()), brokerMaxBytes);
    return new FetchLimits(
        request.maxWaitMs(),
        Math.min(request.minBytes(), maxBytes),
        maxBytes,
        request.isolationLevel() == READ_COMMITTED);
  }
}
