package io.ottla.server.config;

import io.ottla.server.config.key.NetworkKeys;
import io.ottla.server.config.key.OttlaKeys;

/**
 * Bounds on fetches.
 *
 * @param maxBytes records in one answer, whatever the client asks for
 * @param sessionSlots fetch sessions kept at a time
 * @param copyMaxBytes records up to this size are copied into the answer rather than sent as a file
 */
public record FetchConfig(int maxBytes, int sessionSlots, int copyMaxBytes) {
  static FetchConfig from(Settings settings) {
    return new FetchConfig(
        settings.get(NetworkKeys.FETCH_MAX_BYTES),
        settings.get(NetworkKeys.MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS),
        settings.get(OttlaKeys.OTTLA_FETCH_COPY_MAX_BYTES));
  }
}
