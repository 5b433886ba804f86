package io.ottla.compat.wire;

import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.protocol.Uuid;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** Compares a message of Ottla's with one of Kafka's, field by field. */
final class SameValues {
  private static final Map<Class<?>, List<FieldPair>> FIELDS = new ConcurrentHashMap<>();

  private record FieldPair(Method ours, Method theirs) {}

  private SameValues() {}

  /** Fails with the path of the first difference. */
  static void check(Object ours, Object theirs) {
    check(ours, theirs, theirs.getClass().getSimpleName());
  }

  private static void check(@Nullable Object ours, @Nullable Object theirs, String path) {
    if (ours instanceof List<?> list && theirs instanceof Collection<?> collection) {
      checkElements(list, collection, path);
    } else if (ours instanceof Record record && theirs instanceof Message) {
      checkFields(record, theirs, path);
    } else if (!Objects.equals(ours, inOurTerms(theirs))) {
      throw new AssertionError(path + ": Ottla has " + ours + ", Kafka has " + theirs);
    }
  }

  private static void checkElements(List<?> ours, Collection<?> theirs, String path) {
    if (ours.size() != theirs.size()) {
      throw new AssertionError(path + ": sizes " + ours.size() + " and " + theirs.size());
    }
    Iterator<?> their = theirs.iterator();
    for (Object our : ours) {
      check(our, their.next(), path + "[]");
    }
  }

  private static void checkFields(Record ours, Object theirs, String path) {
    for (FieldPair field : FIELDS.computeIfAbsent(ours.getClass(), c -> pairs(c, theirs))) {
      try {
        Object our = field.ours().invoke(ours);
        Object their = field.theirs().invoke(theirs);
        check(our, their, path + '.' + field.ours().getName());
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(path + '.' + field.ours().getName(), e);
      }
    }
  }

  private static List<FieldPair> pairs(Class<?> ours, Object theirs) {
    List<FieldPair> pairs = new ArrayList<>();
    for (RecordComponent field : ours.getRecordComponents()) {
      try {
        pairs.add(new FieldPair(field.getAccessor(), theirs.getClass().getMethod(name(field))));
      } catch (NoSuchMethodException e) {
        throw new LinkageError(ours.getName(), e);
      }
    }
    return pairs;
  }

  /** A field named as the parameter for the message's version has another name with us. */
  private static String name(RecordComponent field) {
    return field.getName().equals("recordVersion") ? "version" : field.getName();
  }

  private static @Nullable Object inOurTerms(@Nullable Object theirs) {
    if (theirs instanceof byte[] bytes) {
      return Bytes.copyOf(bytes);
    }
    if (theirs instanceof ByteBuffer buffer) {
      return Bytes.copyOf(buffer);
    }
    if (theirs instanceof org.apache.kafka.common.Uuid uuid) {
      return new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
    if (theirs instanceof MemoryRecords records) {
      return new BufferRecords(records.buffer());
    }
    return theirs;
  }
}
