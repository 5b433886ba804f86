package io.ottla.server.config.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pins every key against the published facts of Kafka 4.3. */
class BrokerKeysTest {
  /** Whose defaults are better than Kafka's, each for a reason in docs/benchmarks.md. */
  private static final Set<String> OWN_DEFAULTS = Set.of("socket.receive.buffer.bytes");

  /** Kafka notes these beside the key and checks them elsewhere; Ottla likewise. */
  private static final Set<String> NOTES = Set.of("non-null string", "non-empty list");

  @Test
  void brokerKeysAreKafkasAndOttlasOwn() {
    List<String> kafkas =
        BrokerKeys.BROKER.keySet().stream().filter(name -> !name.startsWith("ottla.")).toList();

    assertThat(kafkas).containsExactlyElementsOf(names("broker-configs.tsv"));
    assertThat(kafkas).hasSize(340);
  }

  @Test
  void topicAndGroupKeysAreKafkas() {
    assertThat(BrokerKeys.TOPIC.keySet()).containsExactlyElementsOf(names("topic-configs.tsv"));
    assertThat(BrokerKeys.GROUP.keySet()).containsExactlyElementsOf(names("group-configs.tsv"));
  }

  @Test
  void typesDefaultsAndAcceptedValuesAreKafkas() {
    assertThat(differences("broker-configs.tsv", BrokerKeys.BROKER)).isEmpty();
    assertThat(differences("topic-configs.tsv", BrokerKeys.TOPIC)).isEmpty();
    assertThat(differences("group-configs.tsv", BrokerKeys.GROUP)).isEmpty();
  }

  @Test
  void brokerKeysAreDynamicWhereKafkasAre() {
    List<String> differences = new ArrayList<>();
    for (String[] row : rows("broker-configs.tsv")) {
      boolean dynamic = key(BrokerKeys.BROKER, row[0]).dynamic();
      if (dynamic != row[4].equals("dynamic")) {
        differences.add(row[0]);
      }
    }

    assertThat(differences).isEmpty();
  }

  @Test
  void everyDefaultIsAccepted() {
    List<String> problems = new ArrayList<>();
    for (ConfigKey<?> key : BrokerKeys.BROKER.values()) {
      String text = key.defaultText();
      String problem = text == null ? null : key.parse(text).problem();
      if (problem != null) {
        problems.add(problem);
      }
    }

    assertThat(problems).isEmpty();
  }

  @Test
  void aTopicsDefaultIsThatOfTheBrokerKeyItFallsBackTo() {
    assertThat(defaults(BrokerKeys.TOPIC)).isEqualTo(fallbackDefaults(BrokerKeys.TOPIC));
    assertThat(defaults(BrokerKeys.GROUP)).isEqualTo(fallbackDefaults(BrokerKeys.GROUP));
  }

  @Test
  void topicKeysFallBackToTheirBrokerKeys() {
    assertThat(fallbackNames(BrokerKeys.TOPIC))
        .containsEntry("segment.bytes", "log.segment.bytes")
        .containsEntry("segment.ms", "log.roll.ms")
        .containsEntry("segment.jitter.ms", "log.roll.jitter.ms")
        .containsEntry("segment.index.bytes", "log.index.size.max.bytes")
        .containsEntry("flush.messages", "log.flush.interval.messages")
        .containsEntry("flush.ms", "log.flush.interval.ms")
        .containsEntry("retention.bytes", "log.retention.bytes")
        .containsEntry("retention.ms", "log.retention.ms")
        .containsEntry("max.message.bytes", "message.max.bytes")
        .containsEntry("index.interval.bytes", "log.index.interval.bytes")
        .containsEntry("delete.retention.ms", "log.cleaner.delete.retention.ms")
        .containsEntry("min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms")
        .containsEntry("max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms")
        .containsEntry("file.delete.delay.ms", "log.segment.delete.delay.ms")
        .containsEntry("min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio")
        .containsEntry("cleanup.policy", "log.cleanup.policy")
        .containsEntry("unclean.leader.election.enable", "unclean.leader.election.enable")
        .containsEntry("min.insync.replicas", "min.insync.replicas")
        .containsEntry("compression.type", "compression.type")
        .containsEntry("compression.gzip.level", "compression.gzip.level")
        .containsEntry("compression.lz4.level", "compression.lz4.level")
        .containsEntry("compression.zstd.level", "compression.zstd.level")
        .containsEntry("preallocate", "log.preallocate")
        .containsEntry("message.timestamp.type", "log.message.timestamp.type")
        .containsEntry("message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms")
        .containsEntry("message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms")
        .containsEntry("local.retention.ms", "log.local.retention.ms")
        .containsEntry("local.retention.bytes", "log.local.retention.bytes")
        .hasSize(28);
  }

  @Test
  void everyKeySaysSomethingInOneSentence() {
    assertThat(BrokerKeys.BROKER.values())
        .allSatisfy(key -> assertThat(key.doc()).endsWith(".").hasSizeBetween(10, 180));
  }

  @Test
  void listenerPrefixLeadsToTheKey() {
    assertThat(BrokerKeys.find("listener.name.internal.ssl.keystore.location"))
        .isEqualTo(TlsKeys.SSL_KEYSTORE_LOCATION);
    assertThat(BrokerKeys.find("listener.name.internal.plain.sasl.jaas.config"))
        .isEqualTo(SaslKeys.SASL_JAAS_CONFIG);
    assertThat(BrokerKeys.find("listener.name.internal")).isNull();
    assertThat(BrokerKeys.find("no.such")).isNull();
  }

  private static List<String> differences(String file, Map<String, ConfigKey<?>> keys) {
    List<String> differences = new ArrayList<>();
    for (String[] row : rows(file)) {
      ConfigKey<?> key = key(keys, row[0]);
      String defaultText = key.defaultText() == null ? "null" : key.defaultText();
      boolean same =
          key.type().name().equals(row[1])
              && (OWN_DEFAULTS.contains(row[0])
                  || defaultText.equals(row[2].equals("(required)") ? "null" : row[2]))
              && (NOTES.contains(row[3]) || key.constraint().text().equals(row[3]));
      if (!same) {
        differences.add(String.join(" ", row) + " <> " + key);
      }
    }
    return differences;
  }

  private static Map<String, String> defaults(Map<String, ConfigKey<?>> keys) {
    return keys.values().stream()
        .filter(key -> !key.fallbacks().isEmpty())
        .collect(Collectors.toMap(ConfigKey::name, key -> String.valueOf(key.defaultText())));
  }

  private static Map<String, String> fallbackDefaults(Map<String, ConfigKey<?>> keys) {
    return keys.values().stream()
        .filter(key -> !key.fallbacks().isEmpty())
        .collect(Collectors.toMap(ConfigKey::name, BrokerKeysTest::fallbackDefault));
  }

  private static String fallbackDefault(ConfigKey<?> key) {
    ConfigKey<?> broker = key.fallbacks().get(0).key();
    if (broker.defaultText() != null) {
      return broker.defaultText();
    }
    ConfigKey.Fallback last = broker.fallbacks().get(broker.fallbacks().size() - 1);
    return last.convert(Objects.requireNonNull(last.key().defaultText()));
  }

  private static Map<String, String> fallbackNames(Map<String, ConfigKey<?>> keys) {
    return keys.values().stream()
        .filter(key -> !key.fallbacks().isEmpty())
        .collect(Collectors.toMap(ConfigKey::name, key -> key.fallbacks().get(0).key().name()));
  }

  private static ConfigKey<?> key(Map<String, ConfigKey<?>> keys, String name) {
    return Objects.requireNonNull(keys.get(name), name);
  }

  private static List<String> names(String file) {
    return rows(file).stream().map(row -> row[0]).sorted().toList();
  }

  private static List<String[]> rows(String file) {
    try (var in = BrokerKeysTest.class.getResourceAsStream("/facts/" + file)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return text.lines().skip(1).map(line -> (line + "\t").split("\t", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
