package io.ottla.compat.broker;

import java.util.Locale;
import java.util.Map;

/** Which broker the scenarios run against. */
public enum Product {
  NONE,
  OTTLA,
  KAFKA;

  /** The one that the system property {@code ottla.compat.broker} names. */
  public static Product chosen() {
    return valueOf(System.getProperty("ottla.compat.broker", "none").toUpperCase(Locale.ROOT));
  }

  /** A broker of this product, not yet started. */
  public BrokerUnderTest create(String name, Map<String, String> properties) {
    return switch (this) {
      case OTTLA -> OttlaProcess.create(name, properties);
      case KAFKA -> KafkaProcess.create(name, properties);
      case NONE -> throw new IllegalStateException("no broker chosen");
    };
  }
}
