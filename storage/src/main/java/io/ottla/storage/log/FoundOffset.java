package io.ottla.storage.log;

/**
 * A record found by its timestamp.
 *
 * @param timestampMs of the record
 * @param offset of the record
 * @param leaderEpoch of its batch
 */
public record FoundOffset(long timestampMs, long offset, int leaderEpoch) {}
