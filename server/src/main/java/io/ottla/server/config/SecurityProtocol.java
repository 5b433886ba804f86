package io.ottla.server.config;

/** What a listener speaks below the Kafka protocol. */
public enum SecurityProtocol {
  PLAINTEXT(0),
  SSL(1),
  SASL_PLAINTEXT(2),
  SASL_SSL(3);

  private final short id;

  SecurityProtocol(int id) {
    this.id = (short) id;
  }

  /** Its number in broker registrations. */
  public short id() {
    return id;
  }
}
