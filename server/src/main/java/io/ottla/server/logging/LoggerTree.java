package io.ottla.server.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All loggers by name. One without a level of its own has that of the nearest name above it, where
 * dots divide names and {@link #ROOT} is above all. Any thread.
 */
public final class LoggerTree implements ILoggerFactory {
  /** The name of the logger above all others. */
  public static final String ROOT = "root";

  private final Map<String, LineLogger> loggers = new HashMap<>();
  private final Map<String, LogLevel> chosen = new HashMap<>();

  /** A tree of its own, for a provider or a test. */
  public LoggerTree() {
    chosen.put(ROOT, LogLevel.INFO);
    chosen.put("io.ottla", LogLevel.INFO);
    chosen.put("io.netty", LogLevel.WARN);
  }

  /** The loggers of this process; one without loggers where another SLF4J provider is in charge. */
  public static LoggerTree ofProcess() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerTree tree ? tree : new LoggerTree();
  }

  @Override
  public synchronized Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, missing -> new LineLogger(missing, effective(missing)));
  }

  /** Whether the name is the root's, has a level of its own or somebody logs by it. */
  public synchronized boolean has(String name) {
    return chosen.containsKey(name) || loggers.containsKey(name);
  }

  /** The level by which each logger works. */
  public synchronized SortedMap<String, LogLevel> levels() {
    SortedMap<String, LogLevel> levels = new TreeMap<>(chosen);
    loggers.keySet().forEach(name -> levels.put(name, effective(name)));
    return levels;
  }

  /** Gives a logger a level of its own, and thereby those below it that have none. */
  public synchronized void set(String name, LogLevel level) {
    chosen.put(name, level);
    apply();
  }

  /** Takes a logger's own level away. The root keeps its level. */
  public synchronized void unset(String name) {
    if (!name.equals(ROOT)) {
      chosen.remove(name);
      apply();
    }
  }

  private void apply() {
    loggers.forEach((name, logger) -> logger.setLevel(effective(name)));
  }

  private LogLevel effective(String name) {
    for (String above = name; !above.isEmpty(); above = parent(above)) {
      LogLevel own = chosen.get(above);
      if (own != null) {
        return own;
      }
    }
    return Objects.requireNonNull(chosen.get(ROOT));
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
