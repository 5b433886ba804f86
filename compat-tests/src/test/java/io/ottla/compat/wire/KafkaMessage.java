package io.ottla.compat.wire;

import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.Schema;

/** A kind of message as the published artifacts have it: generated, mutable, with its schemas. */
final class KafkaMessage {
  private final Constructor<? extends Message> constructor;
  private final short lowestVersion;
  private final Schema[] schemas;

  private KafkaMessage(Class<? extends Message> type) {
    try {
      this.constructor = type.getConstructor();
      this.lowestVersion = constructor.newInstance().lowestSupportedVersion();
      this.schemas = (Schema[]) type.getField("SCHEMAS").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  /** All that are published, by name. */
  static List<KafkaMessage> all() {
    return PublishedClasses.messages().stream()
        .map(KafkaMessage::new)
        .sorted(Comparator.comparing(KafkaMessage::name))
        .toList();
  }

  /** The name in the protocol. */
  String name() {
    String simpleName = constructor.getDeclaringClass().getSimpleName();
    return simpleName.matches(".*(Request|Response|Header)Data")
        ? simpleName.substring(0, simpleName.length() - "Data".length())
        : simpleName;
  }

  short lowestVersion() {
    return lowestVersion;
  }

  short highestVersion() {
    return (short) (schemas.length - 1);
  }

  Schema schema(short version) {
    return schemas[version];
  }

  /** Reads a message and fails if it is longer or shorter than the buffer. */
  Message read(ByteBuffer bytes, short version) {
    ByteBufferAccessor in = new ByteBufferAccessor(bytes.duplicate());
    Message message = blank();
    message.read(in, version);
    if (in.remaining() > 0) {
      throw new IllegalStateException(in.remaining() + " bytes left behind " + message);
    }
    return message;
  }

  private Message blank() {
    try {
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name(), e);
    }
  }

  static ByteBuffer write(Message message, short version) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
    message.write(new ByteBufferAccessor(bytes), cache, version);
    return bytes.flip();
  }

  @Override
  public String toString() {
    return name();
  }
}
