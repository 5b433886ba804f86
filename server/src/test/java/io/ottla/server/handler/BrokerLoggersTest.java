package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.dynamic.ConfigEntry;
import io.ottla.server.logging.LoggerTree;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrokerLoggersTest {
  private static final byte SET = 0;
  private static final byte DELETE = 1;
  private static final byte APPEND = 2;
  private static final byte NO_OPERATION = 9;

  private final BrokerLoggers loggers = new BrokerLoggers(new LoggerTree());

  @Test
  void aLevelIsSetAndTakenAway() {
    assertThat(alter(SET, "io.netty", "DEBUG")).isEqualTo(ErrorCode.NONE);
    assertThat(level("io.netty")).isEqualTo("DEBUG");

    assertThat(alter(SET, "root", "ERROR")).isEqualTo(ErrorCode.NONE);
    assertThat(alter(DELETE, "io.netty", null)).isEqualTo(ErrorCode.NONE);
    assertThat(level("root")).isEqualTo("ERROR");
  }

  @Test
  void validatingChangesNothing() {
    List<AlterableConfig> change = List.of(new AlterableConfig("io.netty", SET, "DEBUG"));

    assertThat(loggers.alter(change, true).isNone()).isTrue();
    assertThat(level("io.netty")).isEqualTo("WARN");
  }

  @Test
  void nonsenseIsRefused() {
    assertThat(alter(SET, "no.such", "DEBUG")).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(alter(DELETE, "no.such", null)).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(alter(SET, "io.netty", "debug")).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(alter(SET, "io.netty", "OFF")).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(alter(SET, "io.netty", null)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(alter(DELETE, "root", null)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(alter(APPEND, "no.such", "DEBUG")).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(alter(NO_OPERATION, "io.netty", "DEBUG")).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void oneBadChangeOfAResourcePreventsAll() {
    List<AlterableConfig> changes =
        List.of(
            new AlterableConfig("io.netty", SET, "DEBUG"),
            new AlterableConfig("no.such", SET, "DEBUG"));

    assertThat(loggers.alter(changes, false).code()).isEqualTo(ErrorCode.INVALID_CONFIG.code());
    assertThat(level("io.netty")).isEqualTo("WARN");
  }

  @Test
  void aLoggerIsNamedOnce() {
    AlterableConfig change = new AlterableConfig("io.netty", SET, "DEBUG");

    assertThat(loggers.alter(List.of(change, change), false).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
  }

  private ErrorCode alter(byte operation, String logger, @Nullable String level) {
    return ErrorCode.of(
        loggers.alter(List.of(new AlterableConfig(logger, operation, level)), false).code());
  }

  private @Nullable String level(String logger) {
    return loggers.describe().stream()
        .filter(entry -> entry.name().equals(logger))
        .map(ConfigEntry::value)
        .findFirst()
        .orElse(null);
  }
}
