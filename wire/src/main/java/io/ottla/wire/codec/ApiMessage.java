package io.ottla.wire.codec;

/** A generated message: immutable, and able to write itself in every version of its schema. */
public interface ApiMessage {
  /**
   * The size in bytes of this message in a version, payloads of records included.
   *
   * @throws UnsupportedVersionException when a field is set that the version cannot carry
   */
  int sizeOf(short version);

  /** Writes this message; exactly {@link #sizeOf} bytes, payloads of records included. */
  void write(Writer out, short version);

  /**
   * How many of the bytes of {@link #sizeOf} lie outside the writer's buffer, in record payloads.
   */
  default int splicedSize() {
    return 0;
  }

  /**
   * How long the client is told to stay away, in ms (KIP-219); 0 where a message has no word for
   * it.
   */
  default int throttleTimeMs() {
    return 0;
  }

  /** This message with that time in it, or as it is where it has no word for it. */
  default ApiMessage withThrottleTimeMs(int throttleTimeMs) {
    return this;
  }

  /** Releases the record payloads, once they are copied or when nobody will send them. */
  default void releasePayloads() {}
}
