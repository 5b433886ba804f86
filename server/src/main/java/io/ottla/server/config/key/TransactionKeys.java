package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.SHORT;

/** Transactions. */
public final class TransactionKeys {
  static final KeyArea AREA = new KeyArea("Transactions");

  public static final ConfigKey<Integer> TRANSACTION_MAX_TIMEOUT_MS =
      AREA.key("transaction.max.timeout.ms", INT, 900000)
          .atLeast(1)
          .high()
          .honoured()
          .doc("The longest transaction timeout a producer may ask for.");

  public static final ConfigKey<Integer>
      TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS =
          AREA.key("transaction.abort.timed.out.transaction.cleanup.interval.ms", INT, 10000)
              .atLeast(1)
              .low()
              .honoured()
              .doc("How often transactions past their timeout are looked for.");

  public static final ConfigKey<Integer>
      TRANSACTION_REMOVE_EXPIRED_TRANSACTION_CLEANUP_INTERVAL_MS =
          AREA.key("transaction.remove.expired.transaction.cleanup.interval.ms", INT, 3600000)
              .atLeast(1)
              .low()
              .honoured()
              .doc("How often unused transactional ids are looked for.");

  public static final ConfigKey<Integer> TRANSACTIONAL_ID_EXPIRATION_MS =
      AREA.key("transactional.id.expiration.ms", INT, 604800000)
          .atLeast(1)
          .high()
          .honoured()
          .doc("A transactional id unused for so long is forgotten.");

  public static final ConfigKey<Boolean> TRANSACTION_PARTITION_VERIFICATION_ENABLE =
      AREA.key("transaction.partition.verification.enable", BOOLEAN, true)
          .low()
          .clusterWide()
          .honoured()
          .doc(
              "Whether a partition checks with the coordinator that a transaction really includes"
                  + " it.");

  public static final ConfigKey<Boolean> TRANSACTION_TWO_PHASE_COMMIT_ENABLE =
      AREA.key("transaction.two.phase.commit.enable", BOOLEAN, false)
          .low()
          .doc("Whether producers may take part in a two-phase commit that another system leads.");

  public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_LOAD_BUFFER_SIZE =
      AREA.key("transaction.state.log.load.buffer.size", INT, 5242880)
          .atLeast(1)
          .high()
          .doc("Bytes read at a time while a transaction coordinator loads.");

  public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_MIN_ISR =
      AREA.key("transaction.state.log.min.isr", INT, 2)
          .atLeast(1)
          .high()
          .honoured()
          .doc("min.insync.replicas of the transaction topic.");

  public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_NUM_PARTITIONS =
      AREA.key("transaction.state.log.num.partitions", INT, 50)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Partitions of the transaction topic; must not change once it exists.");

  public static final ConfigKey<Short> TRANSACTION_STATE_LOG_REPLICATION_FACTOR =
      AREA.key("transaction.state.log.replication.factor", SHORT, (short) 3)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Replicas of the transaction topic.");

  public static final ConfigKey<Integer> TRANSACTION_STATE_LOG_SEGMENT_BYTES =
      AREA.key("transaction.state.log.segment.bytes", INT, 104857600)
          .atLeast(1)
          .high()
          .honoured()
          .doc("Segment size of the transaction topic.");

  public static final ConfigKey<Integer> ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS =
      AREA.key("add.partitions.to.txn.retry.backoff.ms", INT, 20)
          .atLeast(1)
          .high()
          .doc("First wait before AddPartitionsToTxn is tried again inside the broker.");

  public static final ConfigKey<Integer> ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MAX_MS =
      AREA.key("add.partitions.to.txn.retry.backoff.max.ms", INT, 100)
          .atLeast(0)
          .high()
          .doc("Longest time AddPartitionsToTxn is tried again inside the broker.");

  private TransactionKeys() {}
}
