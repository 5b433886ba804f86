package io.ottla.server.config;

import io.ottla.server.config.key.CleanerKeys;

/**
 * How logs are compacted.
 *
 * @param dedupeBufferBytes memory for the newest offsets of keys
 * @param backoffMs between two looks at all logs
 */
public record CleanerConfig(boolean enabled, long dedupeBufferBytes, long backoffMs) {
  static CleanerConfig from(Settings settings) {
    return new CleanerConfig(
        settings.get(CleanerKeys.LOG_CLEANER_ENABLE),
        settings.get(CleanerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE),
        settings.get(CleanerKeys.LOG_CLEANER_BACKOFF_MS));
  }
}
