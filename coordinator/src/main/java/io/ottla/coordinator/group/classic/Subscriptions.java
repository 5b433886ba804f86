package io.ottla.coordinator.group.classic;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What consumers put into the metadata of their protocols. Pure. */
final class Subscriptions {
  /** The protocol type of consumers. */
  static final String CONSUMER = "consumer";

  private Subscriptions() {}

  /** The topics that the members subscribe to; empty when one of them cannot be read. */
  static Optional<Set<String>> topics(Collection<Bytes> metadata) {
    Set<String> topics = new HashSet<>();
    for (Bytes one : metadata) {
      try {
        topics.addAll(read(one).topics());
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
  static ConsumerProtocolSubscription read(Bytes metadata) {
    Reader reader = new Reader(metadata.asByteBuffer());
    short version = reader.int16();
    if (version < ConsumerProtocolSubscription.LOWEST_VERSION) {
      throw new MalformedRequestException("consumer subscription version " + version);
    }
    short known = (short) Math.min(version, ConsumerProtocolSubscription.HIGHEST_VERSION);
    return ConsumerProtocolSubscription.read(reader, known);
  }
}
