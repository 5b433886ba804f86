package io.ottla.wire.message;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.protocol.Uuid;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills messages with random values as far as a version can carry them. */
final class RandomMessage {
  private static final int MAX_ELEMENTS = 3;

  private final Random random;

  RandomMessage(Random random) {
    this.random = random;
  }

  /** A message that can be written in the version. */
  ApiMessage of(Class<?> type, short version) {
    try {
      Object builder = type.getMethod("builder").invoke(null);
      ApiMessage message = build(builder);
      for (RecordComponent field : type.getRecordComponents()) {
        Object before = field.getAccessor().invoke(message);
        Method setter = builder.getClass().getMethod(field.getName(), field.getType());
        setter.invoke(builder, value(field.getGenericType(), version));
        ApiMessage changed = build(builder);
        if (isWritable(changed, version)) {
          message = changed;
        } else {
          setter.invoke(builder, before);
        }
      }
      return message;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  private static ApiMessage build(Object builder) throws ReflectiveOperationException {
    return (ApiMessage) builder.getClass().getMethod("build").invoke(builder);
  }

  private static boolean isWritable(ApiMessage message, short version) {
    try {
      message.sizeOf(version);
      return true;
    } catch (UnsupportedVersionException e) {
      return false;
    }
  }

  private Object value(Type type, short version) {
    if (type instanceof ParameterizedType list) {
      return list(list.getActualTypeArguments()[0], version);
    }
    Class<?> plain = (Class<?>) type;
    return plain.isRecord() && ApiMessage.class.isAssignableFrom(plain)
        ? of(plain, version)
        : scalar(plain);
  }

  private List<Object> list(Type element, short version) {
    List<Object> list = new ArrayList<>();
    for (int count = random.nextInt(MAX_ELEMENTS + 1); count > 0; count--) {
      list.add(value(element, version));
    }
    return list;
  }

  private Object scalar(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> random.nextBoolean();
      case "byte", "Byte" -> (byte) random.nextInt();
      case "short", "Short" -> (short) random.nextInt();
      case "int", "Integer" -> random.nextInt(1 << 16);
      case "long", "Long" -> random.nextLong() >>> 32;
      case "double", "Double" -> random.nextDouble();
      case "String" -> "text-" + random.nextInt(1 << random.nextInt(30));
      case "Uuid" -> new Uuid(random.nextLong(), random.nextLong());
      case "Bytes" -> Bytes.copyOf(noise());
      case "RecordsPayload" -> records();
      default -> throw new AssertionError(type);
    };
  }

  private RecordsPayload records() {
    return new BufferRecords(ByteBuffer.wrap(noise()));
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(40)];
    random.nextBytes(noise);
    return noise;
  }
}
