package io.ottla.wire.record;

/**
 * Where the fields of a record batch of format 2 (KIP-98) lie, in bytes from the batch's start. All
 * numbers are big-endian.
 *
 * <pre>
 *  0        8        12       16  17       21   23            27
 *  +--------+--------+--------+---+--------+----+-------------+
 *  | base   | batch  | leader | m | CRC-   | at | last offset |
 *  | offset | length | epoch  | 2 | 32C    | tr | delta       |
 *  +--------+--------+--------+---+--------+----+-------------+
 *  27              35             43            51     53           57       61
 *  +---------------+--------------+-------------+------+------------+--------+-----
 *  | base          | max          | producer    | prod.| base       | record | records ...
 *  | timestamp     | timestamp    | id          | epoch| sequence   | count  |
 *  +---------------+--------------+-------------+------+------------+--------+-----
 * </pre>
 *
 * <p>The length counts the bytes behind itself. The checksum covers everything behind itself, so
 * base offset and leader epoch can be assigned without touching it. Attributes:
 *
 * <pre>
 *  bit 15 ... 7   6                5         4               3               2 1 0
 *      unused     delete horizon   control   transactional   LogAppendTime   compression
 * </pre>
 *
 * <p>With the delete-horizon flag (KIP-534) the base timestamp is the time after which the batch's
 * tombstones may go; the records' timestamps count from it all the same.
 */
public final class BatchLayout {
  /** int64: offset of the first record. */
  public static final int BASE_OFFSET = 0;

  /** int32: size in bytes of what follows this field. */
  public static final int BATCH_LENGTH = 8;

  /** int32: epoch of the leader that appended the batch. */
  public static final int LEADER_EPOCH = 12;

  /** int8: always 2. */
  public static final int MAGIC = 16;

  /** uint32: CRC-32C of everything behind this field. */
  public static final int CRC = 17;

  /** int16: a set of bits, and the first byte under the checksum. */
  public static final int ATTRIBUTES = 21;

  /** int32: offset of the last record, less the base offset. */
  public static final int LAST_OFFSET_DELTA = 23;

  /** int64: timestamp of the first record, or the delete horizon, in ms. */
  public static final int BASE_TIMESTAMP = 27;

  /** int64: largest timestamp of the records, or the append time, in ms. */
  public static final int MAX_TIMESTAMP = 35;

  /** int64: -1 for a producer that is not idempotent. */
  public static final int PRODUCER_ID = 43;

  /** int16: -1 for a producer that is not idempotent. */
  public static final int PRODUCER_EPOCH = 51;

  /** int32: sequence number of the first record, or -1. */
  public static final int BASE_SEQUENCE = 53;

  /** int32: how many records follow. */
  public static final int RECORD_COUNT = 57;

  /** Size in bytes of the header; the records begin here. */
  public static final int HEADER_SIZE = 61;

  /** Size in bytes of base offset and length: what must be there to know a batch's size. */
  public static final int LOG_OVERHEAD = 12;

  /** The only format that is stored. */
  public static final byte CURRENT_MAGIC = 2;

  static final int COMPRESSION_MASK = 0x07;
  static final int LOG_APPEND_TIME_FLAG = 0x08;
  static final int TRANSACTIONAL_FLAG = 0x10;
  static final int CONTROL_FLAG = 0x20;
  static final int DELETE_HORIZON_FLAG = 0x40;

  private BatchLayout() {}
}
