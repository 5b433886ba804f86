package io.ottla.server.config.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.dynamic.ConfigOp.Kind;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Codes as Apache Kafka 4.3.1 answers them. */
class ConfigRulesTest {
  private static final DynamicConfig BROKER =
      DynamicConfig.of(BrokerConfig.parse(BrokerConfig.builtIn()).get());

  @Test
  void setAndDeleteChangeTheTexts() {
    ConfigChange change =
        rules(ConfigScope.TOPIC)
            .alter(
                Map.of("retention.ms", "5", "segment.ms", "6"),
                List.of(
                    new ConfigOp("retention.ms", Kind.SET, "7"),
                    new ConfigOp("segment.ms", Kind.DELETE, null),
                    new ConfigOp("no.such", Kind.DELETE, "")));

    assertThat(change).isEqualTo(ConfigChange.accepted(Map.of("retention.ms", "7")));
  }

  @Test
  void appendAndSubtractWorkOnTheEffectiveListAndOnlyOnLists() {
    assertThat(topic(Kind.APPEND, "cleanup.policy", "compact").values())
        .containsEntry("cleanup.policy", "delete,compact");
    assertThat(topic(Kind.APPEND, "cleanup.policy", "delete").values())
        .containsEntry("cleanup.policy", "delete");
    assertThat(topic(Kind.SUBTRACT, "cleanup.policy", "delete").values())
        .containsEntry("cleanup.policy", "");
    assertThat(topic(Kind.APPEND, "retention.ms", "5").error()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(topic(Kind.SUBTRACT, "retention.ms", "5").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(topic(Kind.APPEND, "cleanup.policy", "foo").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
  }

  @Test
  void refusalsLeaveTheTextsAlone() {
    Map<String, String> current = Map.of("retention.ms", "5");

    ConfigChange change =
        rules(ConfigScope.TOPIC)
            .alter(
                current,
                List.of(
                    new ConfigOp("retention.ms", Kind.DELETE, null),
                    new ConfigOp("segment.bytes", Kind.SET, "5")));

    assertThat(change.values()).isEqualTo(current);
    assertThat(change.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(change.message())
        .isEqualTo("Invalid value 5 for configuration segment.bytes: must be at least 1048576");
  }

  @Test
  void aMissingValueAndARepeatedNameAreInvalidRequests() {
    assertThat(topic(Kind.SET, "retention.ms", null).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(
            rules(ConfigScope.TOPIC)
                .alter(
                    Map.of(),
                    List.of(
                        new ConfigOp("retention.ms", Kind.SET, "1"),
                        new ConfigOp("retention.ms", Kind.SET, "2")))
                .error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void topicsRefuseUnknownNamesAndContradictions() {
    assertThat(topic(Kind.SET, "no.such", "1").message())
        .isEqualTo("Unknown topic config name: no.such");
    assertThat(
            rules(ConfigScope.TOPIC)
                .replace(
                    Map.of(), Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "5"))
                .error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(topic(Kind.SET, "remote.storage.enable", "true").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(topic(Kind.SET, "retention.ms", " 77 ").error()).isEqualTo(ErrorCode.NONE);
    assertThat(topic(Kind.SET, "leader.replication.throttled.replicas", "0:1,1:1").error())
        .isEqualTo(ErrorCode.NONE);
    assertThat(topic(Kind.SET, "leader.replication.throttled.replicas", "foo").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
  }

  @Test
  void brokersTakeDynamicAndUnknownNamesOnly() {
    assertThat(one(ConfigScope.BROKER, "log.retention.ms", "5").accepted()).isTrue();
    assertThat(one(ConfigScope.BROKER, "foo.bar", "5").accepted()).isTrue();
    assertThat(one(ConfigScope.BROKER, "leader.replication.throttled.rate", "5").accepted())
        .isTrue();
    assertThat(one(ConfigScope.ALL_BROKERS, "log.cleaner.threads", "2").accepted()).isTrue();
    assertThat(one(ConfigScope.BROKER, "listener.name.a.ssl.keystore.password", "x").accepted())
        .isTrue();
    for (String name : List.of("log.retention.hours", "node.id", "ssl.keystore.location")) {
      assertThat(one(ConfigScope.BROKER, name, "5").error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }
    assertThat(one(ConfigScope.BROKER, "log.cleaner.threads", "x").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(one(ConfigScope.ALL_BROKERS, "listeners", "PLAINTEXT://:1").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(one(ConfigScope.BROKER, "max.connections.per.ip.overrides", "x").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aBrokersValuesAreHeldAgainstThoseOfThePropertyFile() {
    DynamicConfig small = fixed("log.cleaner.dedupe.buffer.size", "4194304");
    DynamicConfig overrides = fixed("max.connections.per.ip.overrides", "127.0.0.1:5");

    assertThat(one(small, ConfigScope.BROKER, "log.cleaner.threads", "3").accepted()).isTrue();
    assertThat(one(small, ConfigScope.BROKER, "log.cleaner.threads", "4").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(one(small, ConfigScope.ALL_BROKERS, "log.cleaner.threads", "4").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(one(overrides, ConfigScope.BROKER, "max.connections.per.ip", "0").accepted())
        .isTrue();
    assertThat(one(ConfigScope.BROKER, "max.connections.per.ip", "0").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aBrokersValuesAreHeldAgainstThoseOfAllBrokersAndTheOtherWayRound() {
    Map<String, String> small = Map.of("log.cleaner.dedupe.buffer.size", "4194304");
    Map<String, String> threads = Map.of("log.cleaner.threads", "4");

    assertThat(
            one(BROKER.withClusterDefaults(small), ConfigScope.BROKER, "log.cleaner.threads", "4")
                .error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(
            new ConfigRules(ConfigScope.ALL_BROKERS, BROKER.withBroker(threads))
                .replace(Map.of(), small)
                .error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void groupsStayWithinTheBrokersLimits() {
    assertThat(one(ConfigScope.GROUP, "consumer.session.timeout.ms", "50000").accepted()).isTrue();
    assertThat(one(ConfigScope.GROUP, "consumer.session.timeout.ms", "5").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(one(ConfigScope.GROUP, "consumer.heartbeat.interval.ms", "50001").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(one(ConfigScope.GROUP, "streams.num.standby.replicas", "3").message())
        .contains("group.streams.max.standby.replicas");
    assertThat(one(ConfigScope.GROUP, "share.auto.offset.reset", "by_duration:foo").error())
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(one(ConfigScope.GROUP, "no.such", "5").error()).isEqualTo(ErrorCode.INVALID_CONFIG);
  }

  @Test
  void clientMetricsNameTheirSelectors() {
    assertThat(one(ConfigScope.CLIENT_METRICS, "interval.ms", "1000").accepted()).isTrue();
    assertThat(one(ConfigScope.CLIENT_METRICS, "match", "client_id=a.*").accepted()).isTrue();
    assertThat(one(ConfigScope.CLIENT_METRICS, "match", "foo").error())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  private static ConfigChange topic(Kind kind, String name, @Nullable String value) {
    return rules(ConfigScope.TOPIC).alter(Map.of(), List.of(new ConfigOp(name, kind, value)));
  }

  private static ConfigChange one(ConfigScope scope, String name, String value) {
    return rules(scope).alter(Map.of(), List.of(new ConfigOp(name, Kind.SET, value)));
  }

  private static ConfigChange one(
      DynamicConfig broker, ConfigScope scope, String name, String value) {
    return new ConfigRules(scope, broker)
        .alter(Map.of(), List.of(new ConfigOp(name, Kind.SET, value)));
  }

  private static DynamicConfig fixed(String name, String value) {
    Map<String, String> texts = new HashMap<>(BrokerConfig.builtIn());
    texts.put(name, value);
    return DynamicConfig.of(BrokerConfig.parse(texts).get());
  }

  private static ConfigRules rules(ConfigScope scope) {
    return new ConfigRules(scope, BROKER);
  }
}
