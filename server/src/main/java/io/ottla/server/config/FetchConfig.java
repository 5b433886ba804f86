package io.ottla.server.config;

import io.ottla.server.config.key.NetworkKeys;
import io.ottla.server.config.key.OttlaKeys;

/**
 * Bounds on fetches, and on other answers that come in parts.
 *
 * @param maxBytes records in one answer, whatever the client asks for
 * @param sessionSlots fetch sessions kept at a time
 * @param copyMaxBytes records up to this size are copied into the answer rather than sent as a file
 * @param describedPartitions of topics that are described in one answer
 */
public record FetchConfig(
    int maxBytes, int sessionSlots, int copyMaxBytes, int describedPartitions) {
  static FetchConfig from(Settings settings) {
    return new FetchConfig(
        settings.get(NetworkKeys.FETCH_MAX_BYTES),
        settings.get(NetworkKeys.MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS),
        settings.get(OttlaKeys.OTTLA_FETCH_COPY_MAX_BYTES),
        settings.get(NetworkKeys.MAX_REQUEST_PARTITION_SIZE_LIMIT));
  }
}
