package io.ottla.compat.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.NullableSchema;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Writes random messages as a schema of Kafka's prescribes them, with a liking for limits: zero,
 * -1, the smallest and the largest, empty and null.
 */
final class RandomBytes {
  private static final int CAPACITY = 1 << 18;
  private static final int MAX_ELEMENTS = 3;
  private static final byte NULL_STRUCT = -1;

  /** Kafka writes it so, though its schema classes say otherwise. */
  private static final byte NULL_TAGGED_STRUCT = 0;

  private final Random random;
  private final ByteBuffer out = ByteBuffer.allocate(CAPACITY);

  RandomBytes(Random random) {
    this.random = random;
  }

  /** The bytes of a message; valid until the next one is drawn. */
  ByteBuffer message(Schema schema) {
    out.clear();
    fields(schema);
    return out.flip();
  }

  private void fields(Schema schema) {
    for (BoundField field : schema.fields()) {
      value(field.def.type);
    }
  }

  private void value(Type type) {
    value(type, NULL_STRUCT);
  }

  private void value(Type type, byte nullStruct) {
    if (type instanceof NullableSchema schema) {
      boolean isNull = random.nextInt(3) == 0;
      out.put(isNull ? nullStruct : 1);
      if (!isNull) {
        fields(schema);
      }
    } else if (type instanceof Schema schema) {
      fields(schema);
    } else if (type instanceof TaggedFields tagged) {
      taggedFields(tagged);
    } else if (type instanceof ArrayOf || type instanceof CompactArrayOf) {
      array(type);
    } else {
      type.write(out, scalar((Type.DocumentedType) type));
    }
  }

  private void array(Type type) {
    boolean isNull = type.isNullable() && random.nextInt(4) == 0;
    int count = isNull ? -1 : random.nextInt(MAX_ELEMENTS + 1);
    if (type instanceof CompactArrayOf) {
      ByteUtils.writeUnsignedVarint(count + 1, out);
    } else {
      out.putInt(count);
    }
    for (int i = 0; i < count; i++) {
      value(type.arrayElementType().orElseThrow());
    }
  }

  /** Each with even chance, in the order of tags, behind the size that it turns out to have. */
  private void taggedFields(TaggedFields section) {
    Map<Integer, Field> chosen = new TreeMap<>(section.fields());
    chosen.keySet().removeIf(tag -> random.nextBoolean());
    ByteUtils.writeUnsignedVarint(chosen.size(), out);
    chosen.forEach(
        (tag, field) -> {
          ByteUtils.writeUnsignedVarint(tag, out);
          int start = out.position();
          value(field.type, NULL_TAGGED_STRUCT);
          byte[] value = new byte[out.position() - start];
          out.position(start).get(value).position(start);
          ByteUtils.writeUnsignedVarint(value.length, out);
          out.put(value);
        });
  }

  private @Nullable Object scalar(Type.DocumentedType type) {
    if (type.isNullable() && random.nextInt(4) == 0) {
      return null;
    }
    return switch (type.typeName()) {
      case "BOOLEAN" -> random.nextBoolean();
      case "INT8" -> (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case "INT16" -> (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
      case "UINT16" -> (int) (integer(Short.MIN_VALUE, Short.MAX_VALUE) & 0xffff);
      case "INT32" -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "UINT32" -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xffff_ffffL;
      case "INT64" -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
      case "FLOAT64" -> random.nextGaussian() * random.nextInt(3);
      case "UUID" ->
          random.nextInt(4) == 0 ? Uuid.ZERO_UUID : new Uuid(random.nextLong(), random.nextLong());
      case "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" -> string();
      case "BYTES", "COMPACT_BYTES", "NULLABLE_BYTES", "COMPACT_NULLABLE_BYTES" -> bytes();
      case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
          MemoryRecords.readableRecords(bytes());
      default -> throw new AssertionError("type " + type.typeName());
    };
  }

  private long integer(long min, long max) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> min;
      case 3 -> max;
      default -> random.nextLong();
    };
  }

  private String string() {
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> "Příliš žluťoučký kůň 🐎";
      case 2 -> "long".repeat(random.nextInt(60));
      default -> "name-" + random.nextInt(1000);
    };
  }

  private ByteBuffer bytes() {
    byte[] noise = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(200)];
    random.nextBytes(noise);
    return ByteBuffer.wrap(noise);
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
