package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.RecordCodec;
import io.ottla.wire.message.TransactionLogKey;
import io.ottla.wire.message.TransactionLogValue;
import java.util.Map;

/**
 * The record type of {@code __transaction_state}, in the version of transaction.version 1 and 2.
 */
final class TransactionRecords {
  static final RecordCodec CODEC =
      new RecordCodec(
          Map.of(
              TransactionLogKey.KEY,
              new RecordCodec.Type(TransactionLogKey::read, TransactionLogValue::read)));

  private static final short VERSION = 1;

  private TransactionRecords() {}

  static CoordinatorRecord record(String transactionalId, Transaction transaction) {
    return CoordinatorRecord.set(
        TransactionLogKey.KEY,
        new TransactionLogKey(transactionalId),
        VERSION,
        transaction.value());
  }

  static CoordinatorRecord tombstone(String transactionalId) {
    return CoordinatorRecord.tombstone(
        TransactionLogKey.KEY, new TransactionLogKey(transactionalId));
  }
}
