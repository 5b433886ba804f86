package io.ottla.server.config.dynamic;

/** Where a value comes from, as DescribeConfigs says it. */
public enum ConfigSource {
  TOPIC(1),
  BROKER(2),
  CLUSTER_DEFAULT(3),
  STATIC(4),
  DEFAULT(5),
  BROKER_LOGGER(6),
  CLIENT_METRICS(7),
  GROUP(8);

  private final byte id;

  ConfigSource(int id) {
    this.id = (byte) id;
  }

  /** Its number in a DescribeConfigs response. */
  public byte id() {
    return id;
  }
}
