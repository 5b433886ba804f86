package io.ottla.server.handler;

import io.ottla.replication.controller.ApiError;
import io.ottla.server.config.dynamic.ConfigEntry;
import io.ottla.server.config.dynamic.ConfigOp.Kind;
import io.ottla.server.config.dynamic.ConfigSource;
import io.ottla.server.logging.LogLevel;
import io.ottla.server.logging.LoggerTree;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log levels of this process as configurations of a resource BROKER_LOGGER: what is changed is
 * gone with the process. Any thread.
 */
public final class BrokerLoggers {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerLoggers.class);

  private final LoggerTree loggers;

  public BrokerLoggers(LoggerTree loggers) {
    this.loggers = loggers;
  }

  /** Every logger with the level that it works by. */
  List<ConfigEntry> describe() {
    return loggers.levels().entrySet().stream()
        .map(
            logger ->
                new ConfigEntry(
                    logger.getKey(),
                    logger.getValue().name(),
                    ConfigSource.BROKER_LOGGER,
                    (byte) 0,
                    false,
                    false,
                    List.of(),
                    ""))
        .toList();
  }

  /**
   * Sets levels and takes them away, all or none.
   *
   * <p>Checks, in order: a name comes once and a value is not null, then one by one in the order of
   * the request: the operation, the logger ({@code INVALID_CONFIG}), the level ({@code
   * INVALID_CONFIG}); the root's level cannot be taken away. Other errors are {@code
   * INVALID_REQUEST}.
   */
  ApiError alter(List<AlterableConfig> operations, boolean validateOnly) {
    Set<String> names = new HashSet<>();
    for (AlterableConfig operation : operations) {
      if (!names.add(operation.name())) {
        return ConfigAccess.invalid("A logger is named more than once: " + operation.name());
      }
      if (operation.value() == null && Kind.of(operation.configOperation()) != Kind.DELETE) {
        return ConfigAccess.invalid("The value is missing: " + operation.name());
      }
    }
    for (AlterableConfig operation : operations) {
      ApiError error = check(operation);
      if (!error.isNone()) {
        return error;
      }
    }
    if (!validateOnly) {
      operations.forEach(this::perform);
    }
    return ApiError.NONE;
  }

  private ApiError check(AlterableConfig operation) {
    String name = operation.name();
    Kind kind = Kind.of(operation.configOperation());
    if (kind != Kind.SET && kind != Kind.DELETE) {
      Object given = kind == null ? operation.configOperation() : kind;
      return ConfigAccess.invalid("A log level is set or deleted; there is no operation " + given);
    }
    if (!loggers.has(name)) {
      return ApiError.of(ErrorCode.INVALID_CONFIG, "There is no logger " + name);
    }
    if (kind == Kind.DELETE) {
      return name.equals(LoggerTree.ROOT)
          ? ConfigAccess.invalid("The root logger must have a level.")
          : ApiError.NONE;
    }
    return level(operation) == null
        ? ApiError.of(
            ErrorCode.INVALID_CONFIG,
            "No log level: " + operation.value() + ". The levels are " + LogLevel.names())
        : ApiError.NONE;
  }

  private void perform(AlterableConfig operation) {
    LogLevel level = level(operation);
    if (Kind.of(operation.configOperation()) == Kind.DELETE) {
      loggers.unset(operation.name());
    } else {
      loggers.set(operation.name(), Objects.requireNonNull(level));
    }
    LOG.info("logger={} level={}", operation.name(), loggers.levels().get(operation.name()));
  }

  private static @Nullable LogLevel level(AlterableConfig operation) {
    String value = operation.value();
    return value == null ? null : LogLevel.of(value);
  }
}
