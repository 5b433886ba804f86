package io.ottla.compat.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Maps;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Log levels at run time; the loggers have other names in each product, but for the root. */
@WithBroker(own = true)
final class BrokerLoggersScenario {
  private static final ConfigResource LOGGERS =
      new ConfigResource(ConfigResource.Type.BROKER_LOGGER, "1");

  private final Admin admin;
  private final BrokerTools tools;
  private String logger = "";

  BrokerLoggersScenario(BrokerUnderTest broker) {
    admin = new Clients(broker).admin();
    tools = new BrokerTools(broker);
  }

  @BeforeEach
  void chooseALogger() throws Exception {
    logger =
        levels().entries().stream()
            .filter(entry -> entry.value().equals("INFO") && entry.name().contains(".network."))
            .map(ConfigEntry::name)
            .min(String::compareTo)
            .orElseThrow();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void everyLoggerHasALevelThatCanChange() throws Exception {
    assertThat(levels().entries())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            entry -> {
              assertThat(entry.source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG);
              assertThat(entry.type()).isEqualTo(ConfigEntry.ConfigType.UNKNOWN);
              assertThat(entry.isReadOnly()).isFalse();
              assertThat(entry.isSensitive()).isFalse();
              assertThat(entry.synonyms()).isEmpty();
              assertThat(entry.documentation()).isEmpty();
            });
    assertThat(level("root")).isEqualTo("INFO");
  }

  @Test
  void aLevelIsSetAndTakenAwayWithTheTool() throws Exception {
    assertThat(configs("--alter", "--add-config", "root=WARN," + logger + "=DEBUG").out())
        .contains("Completed updating config for broker-logger 1.");
    assertThat(configs("--describe").lines())
        .contains("Dynamic configs for broker-logger 1 are:")
        .contains("  root=WARN sensitive=false synonyms={}")
        .contains("  " + logger + "=DEBUG sensitive=false synonyms={}");

    configs("--alter", "--add-config", "root=INFO");
    assertThat(level(logger)).isEqualTo("DEBUG");
    configs("--alter", "--delete-config", logger);
    assertThat(level(logger)).isEqualTo("INFO");
  }

  @Test
  void theToolKnowsTheLoggers() {
    ToolResult unknown = run("--alter", "--add-config", "no.such=INFO");
    ToolResult loud = run("--alter", "--add-config", logger + "=LOUD");

    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.all()).contains("Invalid broker logger(s): no.such");
    assertThat(loud.exitCode()).isEqualTo(1);
    assertThat(loud.all()).contains("InvalidConfigurationException", "DEBUG, ERROR, FATAL, INFO");
  }

  @Test
  void everyLevelCanBeSet() throws Exception {
    for (String level : List.of("TRACE", "DEBUG", "WARN", "ERROR", "FATAL", "INFO")) {
      alter(set(logger, level));
      assertThat(level(logger)).isEqualTo(level);
    }
    alter(new AlterConfigOp(new ConfigEntry(logger, ""), OpType.DELETE));
    alter(new AlterConfigOp(new ConfigEntry(logger, ""), OpType.DELETE));
    assertThat(level(logger)).isEqualTo("INFO");
  }

  @Test
  void validatingChangesNothing() throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(LOGGERS, List.of(set(logger, "TRACE"))),
            new AlterConfigsOptions().validateOnly(true))
        .all()
        .get();

    assertThat(level(logger)).isEqualTo("INFO");
  }

  @Test
  void nonsenseIsRefusedAndNothingElseOfTheRequestDone() throws Exception {
    assertRefused(InvalidConfigurationException.class, set("no.such", "INFO"));
    assertRefused(InvalidConfigurationException.class, set("no.such", "LOUD"));
    assertRefused(InvalidConfigurationException.class, change("no.such", OpType.DELETE));
    for (String level : List.of("debug", "OFF", "ALL", "")) {
      assertRefused(InvalidConfigurationException.class, set(logger, level));
    }
    assertRefused(InvalidRequestException.class, set(logger, null));
    assertRefused(InvalidRequestException.class, change("root", OpType.DELETE));
    assertRefused(InvalidRequestException.class, change(logger, OpType.APPEND));
    assertRefused(InvalidRequestException.class, change("no.such", OpType.SUBTRACT));
    assertRefused(
        InvalidRequestException.class, set(logger, "WARN"), change(logger, OpType.DELETE));
    assertRefused(InvalidConfigurationException.class, set(logger, "WARN"), set("no.such", "WARN"));

    assertThat(level(logger)).isEqualTo("INFO");
  }

  private static AlterConfigOp set(String logger, @Nullable String level) {
    return new AlterConfigOp(new ConfigEntry(logger, level), OpType.SET);
  }

  private static AlterConfigOp change(String logger, OpType operation) {
    return new AlterConfigOp(new ConfigEntry(logger, "DEBUG"), operation);
  }

  private void alter(AlterConfigOp... changes) throws ExecutionException, InterruptedException {
    admin.incrementalAlterConfigs(Map.of(LOGGERS, Arrays.asList(changes))).all().get();
  }

  private void assertRefused(Class<? extends Throwable> error, AlterConfigOp... changes) {
    assertThatThrownBy(() -> alter(changes)).as(Arrays.toString(changes)).hasCauseInstanceOf(error);
  }

  private Config levels() throws ExecutionException, InterruptedException {
    return Maps.value(admin.describeConfigs(List.of(LOGGERS)).all().get(), LOGGERS);
  }

  private String level(String name) throws ExecutionException, InterruptedException {
    return levels().get(name).value();
  }

  private ToolResult configs(String... arguments) {
    return run(arguments).requireSuccess();
  }

  private ToolResult run(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--entity-type", "broker-loggers", "--entity-name", "1"));
    all.addAll(List.of(arguments));
    return tools.run("kafka-configs", all.toArray(String[]::new));
  }
}
