package io.ottla.compat.broker;

import java.nio.file.Path;

/** The JDK that runs the broker; the tests and tools run on the one that started them. */
final class BrokerJava {
  private BrokerJava() {}

  static Path home() {
    String chosen = System.getProperty("ottla.compat.broker.java.home", "");
    return Path.of(chosen.isEmpty() ? System.getProperty("java.home") : chosen);
  }

  static String command() {
    return home().resolve("bin/java").toString();
  }
}
