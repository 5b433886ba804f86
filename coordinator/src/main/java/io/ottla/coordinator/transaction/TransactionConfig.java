package io.ottla.coordinator.transaction;

/**
 * The settings of the transaction coordinator, with Kafka's defaults.
 *
 * @param partitionCount {@code transaction.state.log.num.partitions}; counts as long as the topic
 *     does not exist
 * @param maxTimeoutMs {@code transaction.max.timeout.ms}
 * @param abortCheckIntervalMs {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}
 * @param idExpirationMs {@code transactional.id.expiration.ms}
 * @param expirationCheckIntervalMs {@code
 *     transaction.remove.expired.transaction.cleanup.interval.ms}
 * @param loadBufferBytes {@code transaction.state.log.load.buffer.size}
 * @param writeTimeoutMs how long a response waits for its record to be committed
 * @param markerRetryMs how long to wait before markers are sent again to partitions that failed
 */
public record TransactionConfig(
    int partitionCount,
    int maxTimeoutMs,
    int abortCheckIntervalMs,
    long idExpirationMs,
    int expirationCheckIntervalMs,
    int loadBufferBytes,
    int writeTimeoutMs,
    int markerRetryMs) {
  /** Kafka's defaults. */
  public static final TransactionConfig DEFAULT =
      new TransactionConfig(50, 900_000, 10_000, 604_800_000, 3_600_000, 5_242_880, 5_000, 100);
}
