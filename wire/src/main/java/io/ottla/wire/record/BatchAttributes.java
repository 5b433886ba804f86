package io.ottla.wire.record;

import io.ottla.wire.compress.Compression;
import java.util.OptionalLong;

/**
 * Everything in a batch's header that does not follow from its records.
 *
 * @param compression of the records
 * @param level of the compression
 * @param timestampType with LogAppendTime the largest timestamp appended is the one of all records
 * @param deleteHorizonMs when the batch's tombstones may go (KIP-534), if that is known
 */
public record BatchAttributes(
    Compression compression,
    int level,
    TimestampType timestampType,
    int leaderEpoch,
    Producer producer,
    boolean transactional,
    boolean control,
    OptionalLong deleteHorizonMs) {

  /** Uncompressed records with their own timestamps, from no idempotent producer. */
  public static final BatchAttributes PLAIN =
      new BatchAttributes(
          Compression.NONE,
          0,
          TimestampType.CREATE_TIME,
          RecordBatch.NO_LEADER_EPOCH,
          Producer.NONE,
          false,
          false,
          OptionalLong.empty());

  /**
   * Who wrote a batch and with which sequence number.
   *
   * @param baseSequence of the first record
   */
  public record Producer(long id, short epoch, int baseSequence) {
    /** A producer that is not idempotent. */
    public static final Producer NONE =
        new Producer(
            RecordBatch.NO_PRODUCER_ID, RecordBatch.NO_PRODUCER_EPOCH, RecordBatch.NO_SEQUENCE);
  }

  /** The attributes of a batch, to write another in its place. Its compression level is lost. */
  public static BatchAttributes of(RecordBatch batch) {
    return new BatchAttributes(
        batch.compression(),
        batch.compression().defaultLevel(),
        batch.timestampType(),
        batch.partitionLeaderEpoch(),
        new Producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence()),
        batch.isTransactional(),
        batch.isControl(),
        batch.hasDeleteHorizon() ? OptionalLong.of(batch.baseTimestamp()) : OptionalLong.empty());
  }

  /** The same with a compression at its default level. */
  public BatchAttributes withCompression(Compression newCompression) {
    return withCompression(newCompression, newCompression.defaultLevel());
  }

  /** The same with a compression at a level. */
  public BatchAttributes withCompression(Compression newCompression, int newLevel) {
    return new BatchAttributes(
        newCompression,
        newLevel,
        timestampType,
        leaderEpoch,
        producer,
        transactional,
        control,
        deleteHorizonMs);
  }

  /** The same with a type of timestamps. */
  public BatchAttributes withTimestampType(TimestampType newType) {
    return new BatchAttributes(
        compression,
        level,
        newType,
        leaderEpoch,
        producer,
        transactional,
        control,
        deleteHorizonMs);
  }

  /** The same with a leader epoch. */
  public BatchAttributes withLeaderEpoch(int newEpoch) {
    return new BatchAttributes(
        compression,
        level,
        timestampType,
        newEpoch,
        producer,
        transactional,
        control,
        deleteHorizonMs);
  }

  /** The same by an idempotent producer. */
  public BatchAttributes withProducer(long id, short epoch, int baseSequence) {
    return new BatchAttributes(
        compression,
        level,
        timestampType,
        leaderEpoch,
        new Producer(id, epoch, baseSequence),
        transactional,
        control,
        deleteHorizonMs);
  }

  /** The same within a transaction. */
  public BatchAttributes asTransactional() {
    return new BatchAttributes(
        compression, level, timestampType, leaderEpoch, producer, true, control, deleteHorizonMs);
  }

  /** The same with control records. */
  public BatchAttributes asControl() {
    return new BatchAttributes(
        compression,
        level,
        timestampType,
        leaderEpoch,
        producer,
        transactional,
        true,
        deleteHorizonMs);
  }

  /** The same with a delete horizon. */
  public BatchAttributes withDeleteHorizon(long horizonMs) {
    return new BatchAttributes(
        compression,
        level,
        timestampType,
        leaderEpoch,
        producer,
        transactional,
        control,
        OptionalLong.of(horizonMs));
  }

  short bits() {
    int bits = compression.id();
    bits |= timestampType == TimestampType.LOG_APPEND_TIME ? BatchLayout.LOG_APPEND_TIME_FLAG : 0;
    bits |= transactional ? BatchLayout.TRANSACTIONAL_FLAG : 0;
    bits |= control ? BatchLayout.CONTROL_FLAG : 0;
    bits |= deleteHorizonMs.isPresent() ? BatchLayout.DELETE_HORIZON_FLAG : 0;
    return (short) bits;
  }
}
