package io.ottla.server.logging;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** How grave a line is at least, in the names that Kafka takes. Nothing is logged as fatal. */
public enum LogLevel {
  TRACE(Level.TRACE),
  DEBUG(Level.DEBUG),
  INFO(Level.INFO),
  WARN(Level.WARN),
  ERROR(Level.ERROR),
  FATAL(null);

  private final int threshold;

  LogLevel(@Nullable Level level) {
    threshold = level == null ? Integer.MAX_VALUE : level.toInt();
  }

  /** The least of SLF4J's numbers that passes. */
  int threshold() {
    return threshold;
  }

  /** The level of exactly this name; null where there is none. */
  public static @Nullable LogLevel of(String name) {
    return Arrays.stream(values())
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** All names in the order of the alphabet, for a message. */
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).sorted().collect(Collectors.joining(", "));
  }
}
