package io.ottla.server.config.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.dynamic.ConfigOp.Kind;
import io.ottla.server.config.key.BrokerKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigRulesProperties {
  private static final DynamicConfig BROKER =
      DynamicConfig.of(BrokerConfig.parse(BrokerConfig.builtIn()).get());
  private static final ConfigRules TOPIC = new ConfigRules(ConfigScope.TOPIC, BROKER);

  @Property
  void whatIsAcceptedIsAcceptedAgainAndReadable(@ForAll("operations") List<ConfigOp> operations) {
    ConfigChange change = TOPIC.alter(Map.of(), operations);

    if (change.accepted()) {
      assertThat(TOPIC.replace(Map.of(), change.values())).isEqualTo(change);
      assertThat(LogConfigs.of(BROKER, change.values())).isNotNull();
      assertThat(new ConfigDescriber(BROKER).topic(change.values()))
          .hasSameSizeAs(BrokerKeys.TOPIC.keySet());
    } else {
      assertThat(change.values()).isEmpty();
      assertThat(change.message()).isNotBlank();
    }
  }

  @Property
  void deletingEverythingLeavesNothing(@ForAll("operations") List<ConfigOp> operations) {
    Map<String, String> values = TOPIC.alter(Map.of(), operations).values();
    List<ConfigOp> deletions =
        values.keySet().stream().map(name -> new ConfigOp(name, Kind.DELETE, null)).toList();

    assertThat(TOPIC.alter(values, deletions)).isEqualTo(ConfigChange.accepted(Map.of()));
  }

  @Property
  void describedValuesAreTheLastOnesSet(@ForAll("operations") List<ConfigOp> operations) {
    Map<String, String> values = TOPIC.alter(Map.of(), operations).values();
    ConfigDescriber describer = new ConfigDescriber(BROKER);

    assertThat(own(describer.topicAsWritten(values))).isEqualTo(values);
    assertThat(parsed(own(describer.topic(values)))).isEqualTo(parsed(values));
  }

  private static Map<String, String> own(List<ConfigEntry> entries) {
    Map<String, String> own = new HashMap<>();
    for (ConfigEntry entry : entries) {
      if (entry.source() == ConfigSource.TOPIC) {
        own.put(entry.name(), String.valueOf(entry.value()));
      }
    }
    return own;
  }

  private static Map<String, Object> parsed(Map<String, String> texts) {
    Map<String, Object> parsed = new HashMap<>();
    texts.forEach(
        (name, text) ->
            parsed.put(name, Objects.requireNonNull(BrokerKeys.TOPIC.get(name)).parse(text)));
    return parsed;
  }

  @Provide
  Arbitrary<List<ConfigOp>> operations() {
    Arbitrary<String> names =
        Arbitraries.oneOf(Arbitraries.of(BrokerKeys.TOPIC.keySet()), Arbitraries.of("no.such", ""));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.integers().between(-2, 20).map(String::valueOf),
            Arbitraries.of("true", "compact", "delete", "compact,delete", "zstd", "0:1", "0.5"),
            Arbitraries.strings().ascii().ofMaxLength(5));
    Arbitrary<Kind> kinds = Arbitraries.of(Kind.SET, Kind.SET, Kind.APPEND, Kind.DELETE);
    return Combinators.combine(names, kinds, texts).as(ConfigOp::new).list().ofMaxSize(3);
  }
}
