package io.ottla.coordinator.group.model;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ConsumerProtocolAssignment;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What consumers put into the opaque bytes of the classic protocol. Pure. */
public final class ConsumerProtocol {
  /** The protocol type of consumers. */
  public static final String TYPE = "consumer";

  private ConsumerProtocol() {}

  /** The topics that the members subscribe to; empty when one of them cannot be read. */
  public static Optional<Set<String>> topics(Collection<Bytes> metadata) {
    Set<String> topics = new HashSet<>();
    for (Bytes one : metadata) {
      try {
        topics.addAll(subscription(one).topics());
      } catch (MalformedRequestException e) {
        return Optional.empty();
      }
    }
    return Optional.of(topics);
  }

  /**
   * Reads one subscription; of a version newer than ours what ours knows.
   *
   * @throws MalformedRequestException when it is none
   */
  public static ConsumerProtocolSubscription subscription(Bytes metadata) {
    Reader reader = new Reader(metadata.asByteBuffer());
    short version = version(reader, ConsumerProtocolSubscription.HIGHEST_VERSION);
    return ConsumerProtocolSubscription.read(reader, version);
  }

  /**
   * The version of a subscription or assignment that this broker can answer in.
   *
   * @throws MalformedRequestException when there is none
   */
  public static short version(Bytes bytes) {
    return version(new Reader(bytes.asByteBuffer()), ConsumerProtocolAssignment.HIGHEST_VERSION);
  }

  private static short version(Reader reader, short highest) {
    short version = reader.int16();
    if (version < 0) {
      throw new MalformedRequestException("version " + version + " of the consumer protocol");
    }
    return (short) Math.min(version, highest);
  }

  /**
   * Reads an assignment; no bytes are none.
   *
   * @throws MalformedRequestException when it is none
   */
  public static ConsumerProtocolAssignment assignment(Bytes bytes) {
    if (bytes.equals(Bytes.EMPTY)) {
      return ConsumerProtocolAssignment.DEFAULT;
    }
    Reader reader = new Reader(bytes.asByteBuffer());
    short version = version(reader, ConsumerProtocolAssignment.HIGHEST_VERSION);
    return ConsumerProtocolAssignment.read(reader, version);
  }

  /** The bytes of an assignment. */
  public static Bytes write(ConsumerProtocolAssignment assignment, short version) {
    ByteBuffer target = ByteBuffer.allocate(Short.BYTES + assignment.sizeOf(version));
    target.putShort(version);
    assignment.write(Writer.copying(target), version);
    return Bytes.copyOf(target.flip());
  }
}
