package io.ottla.wire.codec;

import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads protocol values from a buffer and trusts nothing in it: every length is checked against
 * what remains before anything is allocated. Only {@link MalformedRequestException} comes out of
 * bad bytes.
 *
 * <p>{@code flexible} selects the compact forms of KIP-482.
 */
public final class Reader {
  /** The most array elements whose memory is taken before they are read. */
  private static final int MAX_PRESIZED_ELEMENTS = 64;

  private static final int MAX_VARINT_BYTES = 5;
  private static final int MAX_VARLONG_BYTES = 10;

  private final ByteBuffer buffer;

  /** Reads from the buffer's position to its limit and moves the position. */
  public Reader(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** How many bytes are left. */
  public int remaining() {
    return buffer.remaining();
  }

  /** Reads 1 byte as a boolean; any value but 0 is true. */
  public boolean bool() {
    return int8() != 0;
  }

  /** Reads 1 byte. */
  public byte int8() {
    need(1);
    return buffer.get();
  }

  /** Reads 2 bytes. */
  public short int16() {
    need(2);
    return buffer.getShort();
  }

  /** Reads 2 bytes, unsigned. */
  public int uint16() {
    return Short.toUnsignedInt(int16());
  }

  /** Reads 4 bytes. */
  public int int32() {
    need(4);
    return buffer.getInt();
  }

  /** Reads 4 bytes, unsigned. */
  public long uint32() {
    return Integer.toUnsignedLong(int32());
  }

  /** Reads 8 bytes. */
  public long int64() {
    need(8);
    return buffer.getLong();
  }

  /** Reads 8 bytes as an IEEE 754 double. */
  public double float64() {
    need(8);
    return buffer.getDouble();
  }

  /** Reads 16 bytes. */
  public Uuid uuid() {
    need(16);
    return new Uuid(buffer.getLong(), buffer.getLong());
  }

  /** Reads an unsigned varint of at most 5 bytes. */
  public int unsignedVarint() {
    int value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte b = int8();
      value |= (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedRequestException("varint longer than " + MAX_VARINT_BYTES + " bytes");
  }

  /** Reads a zig-zag varint of at most 5 bytes. */
  public int varint() {
    int raw = unsignedVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Reads a zig-zag varlong of at most 10 bytes. */
  public long varlong() {
    long raw = 0;
    for (int i = 0; i < MAX_VARLONG_BYTES; i++) {
      byte b = int8();
      raw |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new MalformedRequestException("varlong longer than " + MAX_VARLONG_BYTES + " bytes");
  }

  /** Reads a string that may not be null. */
  public String string(boolean flexible) {
    String value = nullableString(flexible);
    if (value == null) {
      throw new MalformedRequestException("null where a string is required");
    }
    return value;
  }

  /** Reads a string or null. */
  public @Nullable String nullableString(boolean flexible) {
    int length = flexible ? unsignedVarint() - 1 : int16();
    if (length == -1) {
      return null;
    }
    checkLength(length, "string");
    if (length > Sizes.MAX_STRING) {
      throw new MalformedRequestException("string of " + length + " bytes");
    }
    if (length == 0) {
      return "";
    }
    byte[] utf8 = new byte[length];
    buffer.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Reads bytes that may not be null, copied. */
  public Bytes bytes(boolean flexible) {
    Bytes value = nullableBytes(flexible);
    if (value == null) {
      throw new MalformedRequestException("null where bytes are required");
    }
    return value;
  }

  /** Reads bytes or null, copied. */
  public @Nullable Bytes nullableBytes(boolean flexible) {
    ByteBuffer slice = slice(flexible);
    return slice == null ? null : Bytes.copyOf(slice);
  }

  /** Reads record batches or null; they borrow this reader's buffer. */
  public @Nullable RecordsPayload nullableRecords(boolean flexible) {
    ByteBuffer slice = slice(flexible);
    return slice == null ? null : new BufferRecords(slice);
  }

  /** Reads record batches that may not be null; they borrow this reader's buffer. */
  public RecordsPayload records(boolean flexible) {
    RecordsPayload value = nullableRecords(flexible);
    if (value == null) {
      throw new MalformedRequestException("null where records are required");
    }
    return value;
  }

  /** Reads an array that may not be null. */
  public <T> List<T> array(boolean flexible, short version, Element<T> element) {
    List<T> value = nullableArray(flexible, version, element);
    if (value == null) {
      throw new MalformedRequestException("null where an array is required");
    }
    return value;
  }

  /** Reads an array or null. The list grows from the data, never from the count alone. */
  public <T> @Nullable List<T> nullableArray(boolean flexible, short version, Element<T> element) {
    int count = flexible ? unsignedVarint() - 1 : int32();
    if (count == -1) {
      return null;
    }
    checkLength(count, "array");
    if (count == 0) {
      return List.of();
    }
    List<T> elements = new ArrayList<>(Math.min(count, MAX_PRESIZED_ELEMENTS));
    for (int i = 0; i < count; i++) {
      elements.add(element.read(this, version));
    }
    return List.copyOf(elements);
  }

  /** Reads whether a nullable struct is there: 1, or -1 for null. */
  public boolean present() {
    return int8() >= 0;
  }

  /** Reads whether a nullable struct in a tagged field is there: 1, or 0 for null. */
  public boolean taggedPresent() {
    return unsignedVarint() != 0;
  }

  /** Skips a section of tagged fields that are all unknown. */
  public void skipTaggedFields() {
    int count = unsignedVarint();
    for (int i = 0; i < count; i++) {
      unsignedVarint();
      skip(unsignedVarint());
    }
  }

  /** Skips the given count of bytes. */
  public void skip(int count) {
    checkLength(count, "skip");
    buffer.position(buffer.position() + count);
  }

  /** Fails unless everything was read. */
  public void expectEnd() {
    if (buffer.hasRemaining()) {
      throw new MalformedRequestException(buffer.remaining() + " bytes left behind the message");
    }
  }

  /** Fails unless a tagged field ended where its size said. */
  public void expectTaggedFieldEnd(int remainingAtEnd) {
    if (buffer.remaining() != remainingAtEnd) {
      throw new MalformedRequestException("tagged field does not have its stated size");
    }
  }

  /** Reads a tagged field's size and returns how much will remain once it is read. */
  public int taggedFieldEnd() {
    int size = unsignedVarint();
    checkLength(size, "tagged field");
    return buffer.remaining() - size;
  }

  private @Nullable ByteBuffer slice(boolean flexible) {
    int length = flexible ? unsignedVarint() - 1 : int32();
    if (length == -1) {
      return null;
    }
    checkLength(length, "bytes");
    ByteBuffer slice = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return slice;
  }

  private void checkLength(int length, String what) {
    if (length < 0 || length > buffer.remaining()) {
      throw new MalformedRequestException(
          what + " of length " + length + " with " + buffer.remaining() + " bytes left");
    }
  }

  private void need(int count) {
    if (buffer.remaining() < count) {
      throw new MalformedRequestException(
          "needs " + count + " bytes with " + buffer.remaining() + " left");
    }
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  public interface Element<T> {
    /** Reads the element at the reader's position. */
    T read(Reader in, short version);
  }
}
