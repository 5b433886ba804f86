package io.ottla.server.config;

import io.ottla.server.config.key.TransactionKeys;

/**
 * Bounds on transactions.
 *
 * @param abortCheckIntervalMs between two looks for transactions past their timeout
 * @param expirationCheckIntervalMs between two looks for unused transactional ids
 * @param stateTopicMinIsr {@code min.insync.replicas} of the transaction topic
 */
public record TransactionConfig(
    int maxTimeoutMs,
    int abortCheckIntervalMs,
    int transactionalIdExpirationMs,
    int expirationCheckIntervalMs,
    boolean verifyPartitions,
    InternalTopicConfig stateTopic,
    int stateTopicMinIsr) {
  static TransactionConfig from(Settings settings) {
    return new TransactionConfig(
        settings.get(TransactionKeys.TRANSACTION_MAX_TIMEOUT_MS),
        settings.get(TransactionKeys.TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS),
        settings.get(TransactionKeys.TRANSACTIONAL_ID_EXPIRATION_MS),
        settings.get(TransactionKeys.TRANSACTION_REMOVE_EXPIRED_TRANSACTION_CLEANUP_INTERVAL_MS),
        settings.get(TransactionKeys.TRANSACTION_PARTITION_VERIFICATION_ENABLE),
        new InternalTopicConfig(
            settings.get(TransactionKeys.TRANSACTION_STATE_LOG_NUM_PARTITIONS),
            settings.get(TransactionKeys.TRANSACTION_STATE_LOG_REPLICATION_FACTOR),
            settings.get(TransactionKeys.TRANSACTION_STATE_LOG_SEGMENT_BYTES)),
        settings.get(TransactionKeys.TRANSACTION_STATE_LOG_MIN_ISR));
  }
}
