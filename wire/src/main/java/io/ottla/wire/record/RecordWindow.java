package io.ottla.wire.record;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.compress.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the records of a batch one after another, each as the bytes between position and limit of a
 * buffer. Uncompressed records are shown where they lie; others are unpacked piece by piece into
 * memory that grows with the records, to at most twice the largest.
 */
final class RecordWindow implements AutoCloseable {
  private static final int INITIAL_SIZE = 8 * 1024;
  private static final int MAX_LENGTH_BYTES = 5;
  private static final int MAX_ARRAY_SIZE = Integer.MAX_VALUE - 8;

  private final @Nullable InputStream input;
  private final UnpackLimit limit;
  private byte[] unpacked;
  private ByteBuffer window;
  private Reader reader;

  /** Where unread bytes begin and end in the window. */
  private int from;

  private int to;
  private long unpackedBytes;

  private RecordWindow(ByteBuffer records, UnpackLimit limit) {
    this.input = null;
    this.limit = limit;
    this.unpacked = new byte[0];
    this.window = records;
    this.reader = new Reader(records);
    this.to = records.limit();
  }

  private RecordWindow(InputStream input, UnpackLimit limit) {
    this.input = input;
    this.limit = limit;
    this.unpacked = new byte[INITIAL_SIZE];
    this.window = ByteBuffer.wrap(unpacked);
    this.reader = new Reader(window);
  }

  static RecordWindow open(RecordBatch batch, UnpackLimit limit) {
    int size = batch.sizeInBytes() - BatchLayout.HEADER_SIZE;
    int start = batch.start() + BatchLayout.HEADER_SIZE;
    if (size < 0 || size > batch.buffer().limit() - start) {
      throw new MalformedRequestException(
          "batch of " + batch.sizeInBytes() + " bytes is not whole");
    }
    ByteBuffer records = batch.buffer().slice(start, size);
    Compression compression = batch.compression();
    return compression == Compression.NONE || size == 0
        ? new RecordWindow(records, limit)
        : new RecordWindow(open(compression, records, limit), limit);
  }

  private static InputStream open(Compression compression, ByteBuffer records, UnpackLimit limit) {
    try {
      return compression.decompress(records, limit.recordBytes());
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /** What shows the records; another one after a record that needed more room. */
  ByteBuffer buffer() {
    return window;
  }

  /** Reads from {@link #buffer()}. */
  Reader reader() {
    return reader;
  }

  /** Shows the next record without its length. */
  ByteBuffer next() {
    fill(MAX_LENGTH_BYTES);
    int length = readLength();
    if (length < 0 || length > limit.recordBytes()) {
      throw new MalformedRequestException(
          "record of " + length + " bytes, at most " + limit.recordBytes() + " are accepted");
    }
    fill(length);
    if (length > to - from) {
      throw new MalformedRequestException(
          "record of " + length + " bytes with " + (to - from) + " left in the batch");
    }
    window.limit(from + length).position(from);
    from += length;
    return window;
  }

  /** Fails unless all bytes were shown. */
  void expectEnd() {
    fill(1);
    if (to > from) {
      throw new MalformedRequestException("bytes left behind the last record of the batch");
    }
  }

  private int readLength() {
    window.limit(to);
    int raw = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES && from < to; i++) {
      byte b = window.get(from++);
      raw |= (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new MalformedRequestException("record without a length");
  }

  /** Unpacks until {@code size} unread bytes are in the window, or all there are. */
  private void fill(int size) {
    if (input == null) {
      return;
    }
    while (to - from < size) {
      makeRoom();
      int count = read(input);
      if (count < 0) {
        return;
      }
      to += count;
      unpackedBytes += count;
      if (unpackedBytes > limit.totalBytes()) {
        throw new MalformedRequestException(
            "batch unpacks to more than " + limit.totalBytes() + " bytes");
      }
    }
  }

  private int read(InputStream unpacking) {
    try {
      return unpacking.read(unpacked, to, unpacked.length - to);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Moves unread bytes to the front, and doubles the window if they fill it. */
  private void makeRoom() {
    if (to < unpacked.length) {
      return;
    }
    byte[] target = unpacked;
    if (to - from > unpacked.length / 2) {
      target = new byte[(int) Math.min(unpacked.length * 2L, MAX_ARRAY_SIZE)];
    }
    System.arraycopy(unpacked, from, target, 0, to - from);
    if (target.length != unpacked.length) {
      unpacked = target;
      window = ByteBuffer.wrap(unpacked);
      reader = new Reader(window);
    }
    to -= from;
    from = 0;
  }

  private static MalformedRequestException damaged(Exception cause) {
    return new MalformedRequestException("compressed records are damaged: " + cause);
  }

  @Override
  public void close() {
    if (input == null) {
      return;
    }
    try {
      input.close();
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }
}
