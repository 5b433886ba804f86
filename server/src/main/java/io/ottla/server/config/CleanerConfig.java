package io.ottla.server.config;

import io.ottla.server.config.key.CleanerKeys;
import io.ottla.storage.compact.Compactor;

/**
 * How logs are compacted.
 *
 * @param threads that compact, each one log
 * @param dedupeBufferBytes memory of all threads for the newest offsets of keys
 * @param mapLoad how much of that memory is filled
 * @param ioBufferBytes memory of all threads to read into
 * @param maxBytesPerSecond read and written by all threads
 * @param backoffMs between two looks at all logs
 */
public record CleanerConfig(
    boolean enabled,
    int threads,
    long dedupeBufferBytes,
    double mapLoad,
    int ioBufferBytes,
    double maxBytesPerSecond,
    long backoffMs) {
  /** Those of a broker, as they are set now. */
  public static CleanerConfig from(Settings settings) {
    return new CleanerConfig(
        settings.get(CleanerKeys.LOG_CLEANER_ENABLE),
        settings.get(CleanerKeys.LOG_CLEANER_THREADS),
        settings.get(CleanerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE),
        settings.get(CleanerKeys.LOG_CLEANER_IO_BUFFER_LOAD_FACTOR),
        settings.get(CleanerKeys.LOG_CLEANER_IO_BUFFER_SIZE),
        settings.get(CleanerKeys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND),
        settings.get(CleanerKeys.LOG_CLEANER_BACKOFF_MS));
  }

  /** What one thread may use. */
  public Compactor.Buffers buffersPerThread() {
    int count = Math.max(1, threads);
    return new Compactor.Buffers(dedupeBufferBytes / count, mapLoad, ioBufferBytes / count);
  }
}
