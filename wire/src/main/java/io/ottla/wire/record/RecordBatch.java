package io.ottla.wire.record;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.compress.Compression;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record batch viewed where it lies in a buffer; its owner is the buffer's owner. Nothing is
 * copied or checked beforehand: the accessors read the header of {@link BatchLayout}, which must
 * lie within the buffer.
 *
 * <p>The buffer's position does not matter and is never moved.
 */
public final class RecordBatch {
  /** Producer id of a batch without one. */
  public static final long NO_PRODUCER_ID = -1;

  /** Producer epoch of a batch without a producer id. */
  public static final short NO_PRODUCER_EPOCH = -1;

  /** Base sequence of a batch without sequence numbers. */
  public static final int NO_SEQUENCE = -1;

  /** Timestamp of a record without one. */
  public static final long NO_TIMESTAMP = -1;

  /** Leader epoch of a batch that no leader has appended yet. */
  public static final int NO_LEADER_EPOCH = -1;

  private final ByteBuffer buffer;
  private int start;

  /** A view on the batch that starts at an absolute position of the (big-endian) buffer. */
  public RecordBatch(ByteBuffer buffer, int start) {
    this.buffer = buffer;
    this.start = start;
  }

  /** A view on the batch at the buffer's position. */
  public static RecordBatch of(ByteBuffer buffer) {
    return new RecordBatch(buffer, buffer.position());
  }

  void moveTo(int newStart) {
    this.start = newStart;
  }

  /** The buffer that holds the batch. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** The absolute position of the batch's first byte in the buffer. */
  public int start() {
    return start;
  }

  /** The batch's bytes as a view that writes through. */
  public ByteBuffer slice() {
    return buffer.slice(start, sizeInBytes());
  }

  /** The offset of the first record; 0 in what a producer sends. */
  public long baseOffset() {
    return buffer.getLong(start + BatchLayout.BASE_OFFSET);
  }

  /** The size in bytes that the header states for what follows its length field. */
  public int batchLength() {
    return buffer.getInt(start + BatchLayout.BATCH_LENGTH);
  }

  /** The size in bytes of the whole batch. */
  public int sizeInBytes() {
    return BatchLayout.LOG_OVERHEAD + batchLength();
  }

  /** The epoch of the leader that appended the batch. */
  public int partitionLeaderEpoch() {
    return buffer.getInt(start + BatchLayout.LEADER_EPOCH);
  }

  /** The format; everything here holds for 2 alone. */
  public byte magic() {
    return buffer.get(start + BatchLayout.MAGIC);
  }

  /** The checksum that the header states, unsigned. */
  public long crc() {
    return Integer.toUnsignedLong(buffer.getInt(start + BatchLayout.CRC));
  }

  /** The attribute bits. */
  public short attributes() {
    return buffer.getShort(start + BatchLayout.ATTRIBUTES);
  }

  /** The number of the compression, 0 to 7, of which not all exist. */
  public int compressionId() {
    return attributes() & BatchLayout.COMPRESSION_MASK;
  }

  /**
   * The compression of the records.
   *
   * @throws MalformedRequestException if there is none of this number
   */
  public Compression compression() {
    @Nullable Compression compression = Compression.forId(compressionId());
    if (compression == null) {
      throw new MalformedRequestException("unknown compression " + compressionId());
    }
    return compression;
  }

  /** What the records' timestamps mean. */
  public TimestampType timestampType() {
    return has(BatchLayout.LOG_APPEND_TIME_FLAG)
        ? TimestampType.LOG_APPEND_TIME
        : TimestampType.CREATE_TIME;
  }

  /** Whether the batch belongs to a transaction. */
  public boolean isTransactional() {
    return has(BatchLayout.TRANSACTIONAL_FLAG);
  }

  /** Whether the records are control records, which consumers do not see. */
  public boolean isControl() {
    return has(BatchLayout.CONTROL_FLAG);
  }

  /** Whether the base timestamp is a delete horizon (KIP-534). */
  public boolean hasDeleteHorizon() {
    return has(BatchLayout.DELETE_HORIZON_FLAG);
  }

  /** The offset of the last record, less the base offset. Compaction leaves it as it was. */
  public int lastOffsetDelta() {
    return buffer.getInt(start + BatchLayout.LAST_OFFSET_DELTA);
  }

  /** The offset of the last record. */
  public long lastOffset() {
    return baseOffset() + lastOffsetDelta();
  }

  /** The offset behind the last record. */
  public long nextOffset() {
    return lastOffset() + 1;
  }

  /** The timestamp in ms that the records' deltas count from. */
  public long baseTimestamp() {
    return buffer.getLong(start + BatchLayout.BASE_TIMESTAMP);
  }

  /** The largest timestamp of the records in ms, as the header states it. */
  public long maxTimestamp() {
    return buffer.getLong(start + BatchLayout.MAX_TIMESTAMP);
  }

  /** The producer's id, or {@link #NO_PRODUCER_ID}. */
  public long producerId() {
    return buffer.getLong(start + BatchLayout.PRODUCER_ID);
  }

  /** Whether a producer id is set: the producer is idempotent. */
  public boolean hasProducerId() {
    return producerId() > NO_PRODUCER_ID;
  }

  /** The producer's epoch, or {@link #NO_PRODUCER_EPOCH}. */
  public short producerEpoch() {
    return buffer.getShort(start + BatchLayout.PRODUCER_EPOCH);
  }

  /** The sequence number of the first record, or {@link #NO_SEQUENCE}. */
  public int baseSequence() {
    return buffer.getInt(start + BatchLayout.BASE_SEQUENCE);
  }

  /** The sequence number of the last record, or {@link #NO_SEQUENCE}. */
  public int lastSequence() {
    int baseSequence = baseSequence();
    return baseSequence == NO_SEQUENCE
        ? NO_SEQUENCE
        : Sequences.add(baseSequence, lastOffsetDelta());
  }

  /** How many records the header states; fewer than offsets after compaction. */
  public int recordCount() {
    return buffer.getInt(start + BatchLayout.RECORD_COUNT);
  }

  /** Gives the batch its place in a log. Both fields lie outside the checksum. */
  public void assign(long baseOffset, int leaderEpoch) {
    buffer.putLong(start + BatchLayout.BASE_OFFSET, baseOffset);
    buffer.putInt(start + BatchLayout.LEADER_EPOCH, leaderEpoch);
  }

  /** Sets the time that the header states for the records; renews the checksum if that changes. */
  public void assignMaxTimestampAndType(long maxTimestamp, TimestampType type) {
    if (maxTimestamp() == maxTimestamp && timestampType() == type) {
      return;
    }
    int others = attributes() & ~BatchLayout.LOG_APPEND_TIME_FLAG;
    int flag = type == TimestampType.LOG_APPEND_TIME ? BatchLayout.LOG_APPEND_TIME_FLAG : 0;
    buffer.putShort(start + BatchLayout.ATTRIBUTES, (short) (others | flag));
    buffer.putLong(start + BatchLayout.MAX_TIMESTAMP, maxTimestamp);
    buffer.putInt(start + BatchLayout.CRC, (int) computeCrc());
  }

  /** Whether the stated checksum is the one of the bytes, all of which must be in the buffer. */
  public boolean isCrcValid() {
    return batchLength() >= BatchLayout.HEADER_SIZE - BatchLayout.LOG_OVERHEAD
        && crc() == computeCrc();
  }

  /** The checksum of the bytes behind the checksum field, read in place. */
  long computeCrc() {
    CRC32C crc = new CRC32C();
    int from = start + BatchLayout.ATTRIBUTES;
    int size = sizeInBytes() - BatchLayout.ATTRIBUTES;
    if (buffer.hasArray()) {
      crc.update(buffer.array(), buffer.arrayOffset() + from, size);
    } else {
      crc.update(buffer.slice(from, size));
    }
    return crc.getValue();
  }

  private boolean has(int flag) {
    return (attributes() & flag) != 0;
  }

  @Override
  public String toString() {
    return "RecordBatch[baseOffset="
        + baseOffset()
        + ", lastOffset="
        + lastOffset()
        + ", records="
        + recordCount()
        + ", sizeInBytes="
        + sizeInBytes()
        + ", leaderEpoch="
        + partitionLeaderEpoch()
        + ", attributes=0x"
        + Integer.toHexString(attributes())
        + ", producerId="
        + producerId()
        + ", producerEpoch="
        + producerEpoch()
        + ", baseSequence="
        + baseSequence()
        + ']';
  }
}
