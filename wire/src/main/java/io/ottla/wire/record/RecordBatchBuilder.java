package io.ottla.wire.record;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.Sizes;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.compress.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch in memory; owned by one thread and used once. Records are appended in the order
 * of their offsets, which may have gaps.
 */
public final class RecordBatchBuilder {
  private static final int INITIAL_SIZE = 512;
  private static final byte NO_ATTRIBUTES = 0;

  private final BatchAttributes attributes;
  private final long baseOffset;
  private ByteBuffer out;
  private Writer writer;
  private int recordCount;
  private long lastOffset;
  private long baseTimestamp = RecordBatch.NO_TIMESTAMP;
  private long maxTimestamp = RecordBatch.NO_TIMESTAMP;

  /**
   * A builder of a batch that starts at an offset.
   *
   * @param baseOffset not larger than the first record's offset
   */
  public RecordBatchBuilder(BatchAttributes attributes, long baseOffset) {
    this.attributes = attributes;
    this.baseOffset = baseOffset;
    this.lastOffset = baseOffset - 1;
    this.out = ByteBuffer.allocate(INITIAL_SIZE).position(BatchLayout.HEADER_SIZE);
    this.writer = Writer.copying(out);
  }

  /** A builder of what a plain producer sends. */
  public static RecordBatchBuilder plain() {
    return new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
  }

  /** Appends a record at the next offset. The buffers' positions are left alone. */
  public RecordBatchBuilder append(
      long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    return append(lastOffset + 1, timestamp, key, value, List.of());
  }

  /** Appends a record at its own offset. */
  public RecordBatchBuilder append(LogRecord record) {
    return append(
        record.offset(),
        record.timestamp(),
        view(record.key()),
        view(record.value()),
        record.headers());
  }

  /** Appends a record at an offset. The buffers' positions are left alone. */
  public RecordBatchBuilder append(
      long offset,
      long timestamp,
      @Nullable ByteBuffer key,
      @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    int size = sizeOf(key) + sizeOf(value) + sizeOf(headers);
    begin(offset, timestamp, size);
    write(key);
    write(value);
    writer.varint(headers.size());
    for (RecordHeader header : headers) {
      write(ByteBuffer.wrap(header.key().getBytes(StandardCharsets.UTF_8)));
      write(view(header.value()));
    }
    return this;
  }

  /** Appends the record that a cursor stands at, with its offset and timestamp. */
  public RecordBatchBuilder append(RecordCursor cursor) {
    ByteBuffer keyToEnd = cursor.keyToEnd();
    begin(cursor.offset(), cursor.timestamp(), keyToEnd.remaining());
    out.put(keyToEnd);
    return this;
  }

  /** Writes everything in front of the key's length, and has room for what follows. */
  private void begin(long offset, long timestamp, int sizeFromKey) {
    if (offset <= lastOffset || offset - baseOffset > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "offset " + offset + " behind " + lastOffset + " in a batch from " + baseOffset);
    }
    if (recordCount == 0) {
      baseTimestamp = attributes.deleteHorizonMs().orElse(timestamp);
    }
    int offsetDelta = (int) (offset - baseOffset);
    long timestampDelta = timestamp - baseTimestamp;
    int size = 1 + Sizes.varlong(timestampDelta) + Sizes.varint(offsetDelta) + sizeFromKey;
    ensureRoom(Sizes.varint(size) + size);
    writer.varint(size);
    writer.int8(NO_ATTRIBUTES);
    writer.varlong(timestampDelta);
    writer.varint(offsetDelta);
    recordCount++;
    lastOffset = offset;
    maxTimestamp = Math.max(maxTimestamp, timestamp);
  }

  /** Sets the last offset of the batch, beyond that of the last record: compaction keeps it. */
  public RecordBatchBuilder lastOffset(long offset) {
    if (offset < lastOffset || offset - baseOffset > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("last offset " + offset + " in front of " + lastOffset);
    }
    lastOffset = offset;
    return this;
  }

  /** Sets the largest timestamp to at least this: for a batch whose records are all gone. */
  public RecordBatchBuilder maxTimestamp(long timestamp) {
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    return this;
  }

  /** How many records were appended. */
  public int recordCount() {
    return recordCount;
  }

  /** The size in bytes that the batch has before compression. */
  public int uncompressedSize() {
    return out.position();
  }

  /** The whole batch, with its checksum. The builder is used up. */
  public ByteBuffer build() {
    Compression compression = recordCount == 0 ? Compression.NONE : attributes.compression();
    ByteBuffer batch = compression == Compression.NONE ? out.flip() : compressed(compression);
    batch
        .putLong(BatchLayout.BASE_OFFSET, baseOffset)
        .putInt(BatchLayout.BATCH_LENGTH, batch.remaining() - BatchLayout.LOG_OVERHEAD)
        .putInt(BatchLayout.LEADER_EPOCH, attributes.leaderEpoch())
        .put(BatchLayout.MAGIC, BatchLayout.CURRENT_MAGIC)
        .putShort(BatchLayout.ATTRIBUTES, bits(compression))
        .putInt(BatchLayout.LAST_OFFSET_DELTA, (int) (lastOffset - baseOffset))
        .putLong(BatchLayout.BASE_TIMESTAMP, baseTimestamp)
        .putLong(BatchLayout.MAX_TIMESTAMP, maxTimestamp)
        .putLong(BatchLayout.PRODUCER_ID, attributes.producer().id())
        .putShort(BatchLayout.PRODUCER_EPOCH, attributes.producer().epoch())
        .putInt(BatchLayout.BASE_SEQUENCE, attributes.producer().baseSequence())
        .putInt(BatchLayout.RECORD_COUNT, recordCount);
    return batch.putInt(BatchLayout.CRC, (int) new RecordBatch(batch, 0).computeCrc());
  }

  private short bits(Compression compression) {
    return (short) ((attributes.bits() & ~BatchLayout.COMPRESSION_MASK) | compression.id());
  }

  private ByteBuffer compressed(Compression compression) {
    Target target = new Target(out.position() / 2 + BatchLayout.HEADER_SIZE);
    target.write(new byte[BatchLayout.HEADER_SIZE], 0, BatchLayout.HEADER_SIZE);
    try (OutputStream packing = compression.compress(target, attributes.level())) {
      packing.write(out.array(), BatchLayout.HEADER_SIZE, out.position() - BatchLayout.HEADER_SIZE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.toBuffer();
  }

  /** Grows by doubling. */
  private void ensureRoom(int size) {
    if (out.remaining() >= size) {
      return;
    }
    int capacity = Math.max(out.capacity() * 2, Math.addExact(out.position(), size));
    out = ByteBuffer.allocate(capacity).put(out.flip());
    writer = Writer.copying(out);
  }

  private void write(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      writer.varint(-1);
      return;
    }
    writer.varint(bytes.remaining());
    out.put(bytes.duplicate());
  }

  private static int sizeOf(@Nullable ByteBuffer bytes) {
    return bytes == null ? Sizes.varint(-1) : Sizes.varint(bytes.remaining()) + bytes.remaining();
  }

  private static int sizeOf(List<RecordHeader> headers) {
    int size = Sizes.varint(headers.size());
    for (RecordHeader header : headers) {
      int keySize = header.key().getBytes(StandardCharsets.UTF_8).length;
      size += Sizes.varint(keySize) + keySize + sizeOf(view(header.value()));
    }
    return size;
  }

  private static @Nullable ByteBuffer view(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.asByteBuffer();
  }

  /** Gives its bytes without copying them. */
  private static final class Target extends ByteArrayOutputStream {
    Target(int size) {
      super(size);
    }

    ByteBuffer toBuffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
