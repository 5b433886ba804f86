package io.ottla.coordinator.shard;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Writer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one internal topic into bytes and back.
 *
 * <pre>
 *  key:    int16 record type | key in its only version, 0
 *  value:  int16 version | value in that version
 * </pre>
 *
 * @param types the record types that are understood, by number
 */
public record RecordCodec(Map<Short, Type> types) {
  private static final short KEY_VERSION = 0;
  private static final int PREFIX_SIZE = Short.BYTES;

  /** Copies the map. */
  public RecordCodec {
    types = Map.copyOf(types);
  }

  /** How the key and the value of a record type are read. */
  public record Type(Parser key, Parser value) {}

  /** Reads a message of a version. */
  @FunctionalInterface
  public interface Parser {
    /** Reads from the reader's position. */
    ApiMessage read(Reader in, short version);
  }

  /** The key's bytes. */
  public static ByteBuffer encodeKey(CoordinatorRecord record) {
    return encode(record.type(), record.key(), KEY_VERSION);
  }

  /** The value's bytes, or null for a tombstone. */
  public static @Nullable ByteBuffer encodeValue(CoordinatorRecord record) {
    CoordinatorRecord.Value value = record.value();
    return value == null ? null : encode(value.version(), value.message(), value.version());
  }

  /**
   * Reads a record.
   *
   * @return null when the record's type is not known
   * @throws MalformedRequestException when the bytes are damaged
   */
  public @Nullable CoordinatorRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
    Reader keyReader = new Reader(key);
    short number = keyReader.int16();
    Type type = types.get(number);
    if (type == null) {
      return null;
    }
    ApiMessage keyMessage = type.key().read(keyReader, KEY_VERSION);
    if (value == null) {
      return CoordinatorRecord.tombstone(number, keyMessage);
    }
    Reader valueReader = new Reader(value);
    short version = valueReader.int16();
    return CoordinatorRecord.set(
        number, keyMessage, version, type.value().read(valueReader, version));
  }

  private static ByteBuffer encode(short prefix, ApiMessage message, short version) {
    ByteBuffer target = ByteBuffer.allocate(PREFIX_SIZE + message.sizeOf(version));
    target.putShort(prefix);
    message.write(Writer.copying(target), version);
    return target.flip();
  }
}
