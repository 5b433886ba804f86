package io.ottla.server.logging;

import io.ottla.runtime.Clock;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes {@code time [thread] LEVEL ClassName - message}, and a stack trace below it. */
final class LineLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private final String shortName;
  private volatile int threshold;

  LineLogger(String name, LogLevel level) {
    this.name = name;
    shortName = name.substring(name.lastIndexOf('.') + 1);
    threshold = level.threshold();
  }

  void setLevel(LogLevel level) {
    threshold = level.threshold();
  }

  private boolean passes(Level level) {
    return level.toInt() >= threshold;
  }

  @Override
  public boolean isTraceEnabled() {
    return passes(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return passes(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return passes(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return passes(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return passes(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String line =
        "%s [%s] %s %s - %s"
            .formatted(
                TIME.format(Instant.ofEpochMilli(Clock.system().wallMs())),
                Thread.currentThread().getName(),
                level,
                shortName,
                MessageFormatter.basicArrayFormat(pattern, arguments));
    PrintStream out = System.err;
    synchronized (out) {
      out.println(line);
      if (thrown != null) {
        thrown.printStackTrace(out);
      }
    }
  }
}
