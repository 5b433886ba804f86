package io.ottla.wire.record;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a batch without copying them; owned by one thread. A step reads lengths
 * only: key and value become slices and headers are parsed when they are asked for, so that a
 * reader of keys pays for nothing else. All of them are views that hold until the next step.
 *
 * <pre>
 *  record:  varint length | int8 attributes | varlong timestamp delta | varint offset delta
 *           | varint key length, key | varint value length, value | varint count, headers ...
 *  header:  varint key length, key | varint value length, value
 * </pre>
 *
 * <p>A length of -1 stands for null. Damaged bytes come out as {@link MalformedRequestException}
 * and nothing else.
 */
public final class RecordCursor implements AutoCloseable {
  private static final int NULL_LENGTH = -1;

  private final RecordBatch batch;
  private final RecordWindow window;
  private final int count;
  private int index = -1;
  private ByteBuffer buffer;
  private Reader reader;

  private int start;
  private long timestampDelta;
  private int offsetDelta;
  private int keyLength;
  private int keyPosition;

  /** Where the length of the key begins, which may be longer than it need be. */
  private int keyStart;

  private int valueLength;
  private int valuePosition;
  private int headersPosition;

  private RecordCursor(RecordBatch batch, UnpackLimit limit) {
    this.batch = batch;
    this.window = RecordWindow.open(batch, limit);
    this.count = batch.recordCount();
    this.reader = window.reader();
    this.buffer = window.buffer();
  }

  /** A cursor in front of the first record of a batch, which must stay in its buffer meanwhile. */
  public static RecordCursor open(RecordBatch batch) {
    return new RecordCursor(batch, UnpackLimit.DEFAULT);
  }

  /** A cursor as {@link #open(RecordBatch)} makes it, that unpacks no more than the limit. */
  public static RecordCursor open(RecordBatch batch, UnpackLimit limit) {
    return new RecordCursor(batch, limit);
  }

  /** Copies of all records of a batch. */
  public static List<LogRecord> readAll(RecordBatch batch) {
    List<LogRecord> records = new ArrayList<>();
    try (RecordCursor cursor = open(batch)) {
      while (cursor.next()) {
        records.add(cursor.record());
      }
    }
    return records;
  }

  /** Moves to the next record. Returns false behind the last that the batch's header counts. */
  public boolean next() {
    if (index + 1 >= count) {
      return false;
    }
    buffer = window.next();
    reader = window.reader();
    readLengths();
    index++;
    return true;
  }

  private void readLengths() {
    start = buffer.position();
    reader.int8();
    timestampDelta = reader.varlong();
    offsetDelta = reader.varint();
    keyStart = buffer.position();
    keyLength = readLength();
    keyPosition = buffer.position();
    reader.skip(Math.max(keyLength, 0));
    valueLength = readLength();
    valuePosition = buffer.position();
    reader.skip(Math.max(valueLength, 0));
    headersPosition = buffer.position();
  }

  private int readLength() {
    int length = reader.varint();
    if (length < NULL_LENGTH) {
      throw new MalformedRequestException("length " + length + " in a record");
    }
    return length;
  }

  /** The record's place in the batch, from 0. */
  public int index() {
    return index;
  }

  /** The record's offset, less the batch's base offset. */
  public int offsetDelta() {
    return offsetDelta;
  }

  /** The record's offset. */
  public long offset() {
    return batch.baseOffset() + offsetDelta;
  }

  /** The record's timestamp in ms; with LogAppendTime the one of the batch. */
  public long timestamp() {
    return batch.timestampType() == TimestampType.LOG_APPEND_TIME
        ? batch.maxTimestamp()
        : batch.baseTimestamp() + timestampDelta;
  }

  /** The size in bytes that the record takes uncompressed, without its length field. */
  public int sizeInBytes() {
    return buffer.limit() - start;
  }

  /** Whether the key is not null. */
  public boolean hasKey() {
    return keyLength != NULL_LENGTH;
  }

  /** A view of the key, or null. */
  public @Nullable ByteBuffer key() {
    return hasKey() ? buffer.slice(keyPosition, keyLength) : null;
  }

  /** Whether the value is not null: the record is no tombstone. */
  public boolean hasValue() {
    return valueLength != NULL_LENGTH;
  }

  /** The size of the value in bytes, or -1 for null. */
  public int valueSize() {
    return valueLength;
  }

  /** A view of the value, or null. */
  public @Nullable ByteBuffer value() {
    return hasValue() ? buffer.slice(valuePosition, valueLength) : null;
  }

  /** Copies of the headers. Parses to the record's end and finds what is damaged there. */
  public List<RecordHeader> headers() {
    buffer.position(headersPosition);
    int headerCount = reader.varint();
    if (headerCount < 0 || headerCount > reader.remaining()) {
      throw new MalformedRequestException(
          headerCount + " headers in " + reader.remaining() + " bytes");
    }
    List<RecordHeader> headers = headerCount == 0 ? List.of() : new ArrayList<>();
    for (int i = 0; i < headerCount; i++) {
      headers.add(readHeader());
    }
    reader.expectEnd();
    return headers;
  }

  private RecordHeader readHeader() {
    int nameLength = reader.varint();
    if (nameLength < 0) {
      throw new MalformedRequestException("header without a key");
    }
    ByteBuffer name = readSlice(nameLength);
    int length = readLength();
    @Nullable Bytes value = length == NULL_LENGTH ? null : Bytes.copyOf(readSlice(length));
    return new RecordHeader(StandardCharsets.UTF_8.decode(name).toString(), value);
  }

  private ByteBuffer readSlice(int length) {
    int position = buffer.position();
    reader.skip(length);
    return buffer.slice(position, length);
  }

  /** A view of the record from its key's length to its end: what does not depend on its batch. */
  ByteBuffer keyToEnd() {
    return buffer.slice(keyStart, buffer.limit() - keyStart);
  }

  /** A copy of the record. */
  public LogRecord record() {
    @Nullable ByteBuffer key = key();
    @Nullable ByteBuffer value = value();
    return new LogRecord(
        offset(),
        timestamp(),
        key == null ? null : Bytes.copyOf(key),
        value == null ? null : Bytes.copyOf(value),
        headers());
  }

  /**
   * Fails unless the batch ends behind the records that its header counts; to be asked when {@link
   * #next()} has returned false.
   */
  public void expectEnd() {
    window.expectEnd();
  }

  @Override
  public void close() {
    window.close();
  }
}
