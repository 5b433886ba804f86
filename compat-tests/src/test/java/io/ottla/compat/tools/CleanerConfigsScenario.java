package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.storage.LiveTopic;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kafka-configs on the settings of the cleaner and of moves between log directories. */
@WithBroker(
    own = true,
    properties = {"log.cleaner.backoff.ms=3600000", "offsets.topic.num.partitions=1"})
final class CleanerConfigsScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;

  CleanerConfigsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  @ParameterizedTest
  @CsvSource({
    "log.cleaner.threads,2,DEFAULT_CONFIG:log.cleaner.threads=1",
    "log.cleaner.backoff.ms,7200000,STATIC_BROKER_CONFIG:log.cleaner.backoff.ms=3600000",
    "log.cleaner.io.buffer.size,1000000,DEFAULT_CONFIG:log.cleaner.io.buffer.size=524288",
    "log.cleaner.dedupe.buffer.size,9000000,DEFAULT_CONFIG:log.cleaner.dedupe.buffer.size=134217728",
    "log.cleaner.io.buffer.load.factor,0.5,DEFAULT_CONFIG:log.cleaner.io.buffer.load.factor=0.9",
    "log.cleaner.min.cleanable.ratio,0.1,DEFAULT_CONFIG:log.cleaner.min.cleanable.ratio=0.5",
    "log.cleaner.delete.retention.ms,5,DEFAULT_CONFIG:log.cleaner.delete.retention.ms=86400000",
    "log.cleaner.min.compaction.lag.ms,5,DEFAULT_CONFIG:log.cleaner.min.compaction.lag.ms=0",
    "replica.alter.log.dirs.io.max.bytes.per.second,5,",
  })
  void aSettingIsSetShownAndDeleted(String name, String value, String below) {
    alter("--add-config", name + "=" + value).requireSuccess();
    assertThat(describe())
        .anyMatch(
            line ->
                line.startsWith("  " + name + "=" + value + " sensitive=false synonyms={")
                    && line.contains("DYNAMIC_BROKER_CONFIG:" + name + "=" + value)
                    && line.contains(below == null ? "" : below));

    alter("--delete-config", name).requireSuccess();

    assertThat(describe()).noneMatch(line -> line.contains(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.cleaner.threads=0",
        "log.cleaner.threads=two",
        "log.cleaner.backoff.ms=-1",
        "log.cleaner.io.buffer.size=-1",
        "log.cleaner.io.buffer.size=abc",
        "log.cleaner.dedupe.buffer.size=1000",
        "log.cleaner.dedupe.buffer.size=abc",
        "log.cleaner.io.buffer.load.factor=x",
        "log.cleaner.io.max.bytes.per.second=abc",
        "log.cleaner.min.cleanable.ratio=2",
        "log.cleaner.delete.retention.ms=-1",
        "log.cleaner.max.compaction.lag.ms=0",
        "log.cleaner.enable=false",
        "replica.alter.log.dirs.io.max.bytes.per.second=-1",
        "replica.alter.log.dirs.io.max.bytes.per.second=abc",
      })
  void aBadValueIsAnInvalidRequest(String change) {
    ToolResult result = alter("--add-config", change);

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.err())
        .contains("Error while executing config command")
        .contains("org.apache.kafka.common.errors.InvalidRequestException: ");
    assertThat(describe())
        .noneMatch(line -> line.contains(change.substring(0, change.indexOf('='))));
  }

  @Test
  void anotherBackoffHoldsAtOnce(TestNames names) {
    try (LiveTopic topic = superseded(names, "x")) {
      alter("--add-config", "log.cleaner.backoff.ms=100").requireSuccess();

      topic.awaitOffsets(List.of(2L, 3L));
    }
    alter("--delete-config", "log.cleaner.backoff.ms").requireSuccess();
  }

  /** Apache Kafka looks at its rate every 300 ms: there this is done before it does. */
  @Test
  @EnabledIfSystemProperty(named = "ottla.compat.broker", matches = "ottla")
  void theThrottleHoldsAtOnce(TestNames names) {
    alter("--add-config", "log.cleaner.io.max.bytes.per.second=200000,log.cleaner.backoff.ms=100")
        .requireSuccess();
    long startNanos = System.nanoTime();
    try (LiveTopic topic = superseded(names, "x".repeat(200_000))) {
      topic.awaitOffsets(List.of(2L, 3L));
    }
    assertThat(System.nanoTime() - startNanos).isGreaterThan(Duration.ofMillis(1500).toNanos());
    alter("--delete-config", "log.cleaner.io.max.bytes.per.second,log.cleaner.backoff.ms")
        .requireSuccess();
  }

  /** Records of offsets 0 and 1 are superseded; that of offset 3 is in the active segment. */
  private LiveTopic superseded(TestNames names, String value) {
    LiveTopic topic =
        LiveTopic.create(broker, names.topic(), 1, Map.of("cleanup.policy", "compact"));
    for (int i = 0; i < 3; i++) {
      topic.send("a", value);
    }
    topic.muchLater();
    topic.send("b", "last");
    return topic;
  }

  private ToolResult alter(String option, String change) {
    return tools.run(
        "kafka-configs",
        "--alter",
        "--entity-type",
        "brokers",
        "--entity-name",
        "1",
        option,
        change);
  }

  private List<String> describe() {
    return tools
        .run("kafka-configs", "--describe", "--entity-type", "brokers", "--entity-name", "1")
        .requireSuccess()
        .lines();
  }
}
