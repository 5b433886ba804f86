package io.ottla.storage.index;

/**
 * A transaction that was aborted.
 *
 * @param firstOffset of the transaction's records
 * @param lastOffset the offset of the abort marker
 * @param lastStableOffset of the log once the marker was written
 */
public record AbortedTransaction(
    long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
