package io.ottla.wire.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The sizes in bytes of the values that {@link Writer} writes. */
public final class Sizes {
  /** The longest string in bytes; in the compact form too, as clients expect. */
  static final int MAX_STRING = Short.MAX_VALUE;

  private Sizes() {}

  /** Of an unsigned varint. */
  public static int unsignedVarint(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Of a zig-zag varint. */
  public static int varint(int value) {
    return unsignedVarint((value << 1) ^ (value >> 31));
  }

  /** Of a zig-zag varlong. */
  public static int varlong(long value) {
    long raw = (value << 1) ^ (value >> 63);
    return (70 - Long.numberOfLeadingZeros(raw | 1)) / 7;
  }

  /** Of a string or null with its length. */
  public static int string(@Nullable String value, boolean flexible) {
    if (value == null) {
      return flexible ? 1 : 2;
    }
    int size = utf8(value);
    if (size > MAX_STRING) {
      throw new UnsupportedVersionException("string of " + size + " bytes does not fit");
    }
    return (flexible ? unsignedVarint(size + 1) : 2) + size;
  }

  /** Of bytes or null with their length. */
  public static int bytes(@Nullable Bytes value, boolean flexible) {
    return value == null
        ? length32(0, flexible)
        : length32(value.size() + 1, flexible) + value.size();
  }

  /** Of record batches or null with their length. */
  public static int records(@Nullable RecordsPayload value, boolean flexible) {
    return value == null
        ? length32(0, flexible)
        : length32(value.sizeInBytes() + 1, flexible) + value.sizeInBytes();
  }

  /** Of an array's count. */
  public static int arrayCount(int count, boolean flexible) {
    return length32(count + 1, flexible);
  }

  /** Of a string's characters in UTF-8. */
  static int utf8(String value) {
    int size = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        return value.getBytes(StandardCharsets.UTF_8).length;
      }
      size++;
    }
    return size;
  }

  private static int length32(int lengthPlusOne, boolean flexible) {
    return flexible ? unsignedVarint(lengthPlusOne) : 4;
  }
}
