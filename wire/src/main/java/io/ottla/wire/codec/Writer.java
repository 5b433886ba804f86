package io.ottla.wire.codec;

import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes protocol values into a buffer that was sized by {@link ApiMessage#sizeOf}. Record payloads
 * are either copied in place or, with {@link #splicing}, left out and noted with the position where
 * they belong, so that a file's bytes can go from the page cache to the socket.
 */
public final class Writer {
  private final ByteBuffer buffer;
  private final boolean splicing;
  private List<Splice> splices = List.of();

  private Writer(ByteBuffer buffer, boolean splicing) {
    this.buffer = buffer;
    this.splicing = splicing;
  }

  /** Copies record payloads into the buffer. */
  public static Writer copying(ByteBuffer buffer) {
    return new Writer(buffer, false);
  }

  /** Leaves record payloads out; {@link #splices} tells where they belong. */
  public static Writer splicing(ByteBuffer buffer) {
    return new Writer(buffer, true);
  }

  /** The payloads that were left out, in order; each belongs before its position in the buffer. */
  public List<Splice> splices() {
    return splices;
  }

  /** Writes 1 byte: 1 or 0. */
  public void bool(boolean value) {
    buffer.put((byte) (value ? 1 : 0));
  }

  /** Writes 1 byte. */
  public void int8(byte value) {
    buffer.put(value);
  }

  /** Writes 2 bytes. */
  public void int16(short value) {
    buffer.putShort(value);
  }

  /** Writes 2 bytes, unsigned. */
  public void uint16(int value) {
    buffer.putShort((short) value);
  }

  /** Writes 4 bytes. */
  public void int32(int value) {
    buffer.putInt(value);
  }

  /** Writes 4 bytes, unsigned. */
  public void uint32(long value) {
    buffer.putInt((int) value);
  }

  /** Writes 8 bytes. */
  public void int64(long value) {
    buffer.putLong(value);
  }

  /** Writes 8 bytes as an IEEE 754 double. */
  public void float64(double value) {
    buffer.putDouble(value);
  }

  /** Writes 16 bytes. */
  public void uuid(Uuid value) {
    buffer.putLong(value.mostSignificantBits()).putLong(value.leastSignificantBits());
  }

  /** Writes an unsigned varint. */
  public void unsignedVarint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /** Writes a zig-zag varint. */
  public void varint(int value) {
    unsignedVarint((value << 1) ^ (value >> 31));
  }

  /** Writes a zig-zag varlong. */
  public void varlong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /** Writes a string or null. */
  public void string(@Nullable String value, boolean flexible) {
    if (value == null) {
      length16(-1, flexible);
      return;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    length16(utf8.length, flexible);
    buffer.put(utf8);
  }

  /** Writes bytes or null. */
  public void bytes(@Nullable Bytes value, boolean flexible) {
    if (value == null) {
      length32(-1, flexible);
      return;
    }
    length32(value.size(), flexible);
    value.writeTo(buffer);
  }

  /** Writes record batches or null: copied, or noted as a splice. */
  public void records(@Nullable RecordsPayload value, boolean flexible) {
    if (value == null) {
      length32(-1, flexible);
      return;
    }
    length32(value.sizeInBytes(), flexible);
    if (!splicing) {
      value.writeTo(buffer);
    } else if (value.sizeInBytes() > 0) {
      if (splices.isEmpty()) {
        splices = new ArrayList<>();
      }
      splices.add(new Splice(buffer.position(), value));
    }
  }

  /** Writes the count of an array's elements, or -1 for null. */
  public void arrayCount(int count, boolean flexible) {
    length32(count, flexible);
  }

  /** Writes whether a nullable struct follows. */
  public void present(boolean present) {
    buffer.put((byte) (present ? 1 : -1));
  }

  /** Writes whether a nullable struct in a tagged field follows. */
  public void taggedPresent(boolean present) {
    buffer.put((byte) (present ? 1 : 0));
  }

  private void length16(int length, boolean flexible) {
    if (flexible) {
      unsignedVarint(length + 1);
    } else {
      buffer.putShort((short) length);
    }
  }

  private void length32(int length, boolean flexible) {
    if (flexible) {
      unsignedVarint(length + 1);
    } else {
      buffer.putInt(length);
    }
  }

  /**
   * A payload that belongs between the bytes of the buffer.
   *
   * @param position in the buffer, before which the payload is sent
   */
  public record Splice(int position, RecordsPayload payload) {}
}
