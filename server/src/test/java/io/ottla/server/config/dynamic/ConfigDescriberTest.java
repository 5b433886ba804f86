package io.ottla.server.config.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.dynamic.ConfigEntry.Synonym;
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.LogKeys;
import io.ottla.server.config.key.TopicKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected answers were taken from Apache Kafka 4.3.1 with the same settings. */
class ConfigDescriberTest {
  private static final DynamicConfig FRESH =
      broker(
          Map.of(
              "log.retention.hours", "168",
              "log.retention.minutes", "100",
              "log.segment.bytes", "1073741824",
              "ssl.key.password", "secret",
              "foo.unknown", "bar"));
  private static final DynamicConfig CHANGED =
      FRESH
          .withBroker(Map.of("log.retention.ms", "123456"))
          .withClusterDefaults(Map.of("log.retention.ms", "654321", "log.cleaner.threads", "2"));

  @Test
  void aTopicShowsEveryKeyOnce() {
    assertThat(new ConfigDescriber(FRESH).topic(Map.of()))
        .extracting(ConfigEntry::name)
        .containsExactlyElementsOf(BrokerKeys.TOPIC.keySet());
  }

  @Test
  void aTopicsOwnValueComesBeforeTheBrokers() {
    ConfigEntry entry = topic(FRESH, Map.of("cleanup.policy", "compact"), "cleanup.policy");

    assertThat(entry.value()).isEqualTo("compact");
    assertThat(entry.source()).isEqualTo(ConfigSource.TOPIC);
    assertThat(entry.readOnly()).isFalse();
    assertThat(entry.type()).isEqualTo((byte) 7);
    assertThat(entry.synonyms())
        .containsExactly(
            new Synonym("cleanup.policy", "compact", ConfigSource.TOPIC),
            new Synonym("log.cleanup.policy", "delete", ConfigSource.DEFAULT));
  }

  @Test
  void aValueIsToldAsItIsReadAndABrokersLayersAsTheyAreWritten() {
    Map<String, String> written =
        Map.of(
            "cleanup.policy", "compact, delete",
            "preallocate", "TRUE",
            "min.cleanable.dirty.ratio", "0.50",
            "retention.ms", " 1000 ");
    DynamicConfig broker = FRESH.withClusterDefaults(Map.of("log.cleaner.threads", " 2 "));

    assertThat(topic(broker, written, "cleanup.policy").value()).isEqualTo("compact,delete");
    assertThat(topic(broker, written, "preallocate").value()).isEqualTo("true");
    assertThat(topic(broker, written, "min.cleanable.dirty.ratio").value()).isEqualTo("0.5");
    assertThat(topic(broker, written, "retention.ms").value()).isEqualTo("1000");
    assertThat(topic(broker, written, "cleanup.policy").synonyms())
        .contains(new Synonym("cleanup.policy", "compact,delete", ConfigSource.TOPIC));
    assertThat(broker(broker, "log.cleaner.threads").value()).isEqualTo("2");
    assertThat(broker(broker, "log.cleaner.threads").synonyms())
        .contains(new Synonym("log.cleaner.threads", " 2 ", ConfigSource.CLUSTER_DEFAULT));
    assertThat(named(new ConfigDescriber(broker).topicAsWritten(written), "preallocate").value())
        .isEqualTo("TRUE");
  }

  @Test
  void aTopicsDefaultComesFromThePropertyFile() {
    ConfigEntry entry = topic(FRESH, Map.of(), "segment.bytes");

    assertThat(entry.source()).isEqualTo(ConfigSource.STATIC);
    assertThat(entry.synonyms())
        .containsExactly(
            new Synonym("log.segment.bytes", "1073741824", ConfigSource.STATIC),
            new Synonym("log.segment.bytes", "1073741824", ConfigSource.DEFAULT));
  }

  @Test
  void minutesAndHoursOfRetentionCountButAreNoSynonymsByThemselves() {
    ConfigEntry entry = topic(FRESH, Map.of(), "retention.ms");

    assertThat(entry.value()).isEqualTo("6000000");
    assertThat(entry.source()).isEqualTo(ConfigSource.DEFAULT);
    assertThat(entry.synonyms()).isEmpty();
  }

  @Test
  void layersFollowEachOther() {
    ConfigEntry entry = topic(CHANGED, Map.of(), "retention.ms");

    assertThat(entry.value()).isEqualTo("123456");
    assertThat(entry.source()).isEqualTo(ConfigSource.BROKER);
    assertThat(entry.synonyms())
        .containsExactly(
            new Synonym("log.retention.ms", "123456", ConfigSource.BROKER),
            new Synonym("log.retention.ms", "654321", ConfigSource.CLUSTER_DEFAULT),
            new Synonym("log.retention.minutes", "100", ConfigSource.STATIC),
            new Synonym("log.retention.hours", "168", ConfigSource.STATIC),
            new Synonym("log.retention.hours", "168", ConfigSource.DEFAULT));
  }

  @Test
  void theBrokerShowsTheSameLayers() {
    ConfigEntry entry = broker(CHANGED, "log.retention.ms");

    assertThat(entry.value()).isEqualTo("123456");
    assertThat(entry.readOnly()).isFalse();
    assertThat(entry.synonyms()).hasSize(5);
    assertThat(broker(CHANGED, "log.retention.hours").readOnly()).isTrue();
    assertThat(broker(CHANGED, "log.retention.hours").synonyms()).hasSize(2);
  }

  @Test
  void aKeyWithoutValueHasNoSynonyms() {
    ConfigEntry entry = broker(FRESH, "log.flush.interval.ms");

    assertThat(entry.value()).isNull();
    assertThat(entry.source()).isEqualTo(ConfigSource.DEFAULT);
    assertThat(entry.synonyms()).isEmpty();
  }

  @Test
  void secretsAndUnknownPropertiesAreHidden() {
    ConfigEntry password = broker(FRESH, "ssl.key.password");
    ConfigEntry unknown = broker(FRESH, "foo.unknown");

    assertThat(password.sensitive()).isTrue();
    assertThat(password.synonyms())
        .containsExactly(new Synonym("ssl.key.password", null, ConfigSource.STATIC));
    assertThat(unknown.sensitive()).isTrue();
    assertThat(unknown.readOnly()).isTrue();
    assertThat(unknown.type()).isZero();
    assertThat(unknown.value()).isNull();
  }

  @Test
  void allBrokersShowOnlyWhatWasSetForAll() {
    assertThat(new ConfigDescriber(CHANGED).clusterDefaults())
        .extracting(ConfigEntry::name)
        .containsExactly("log.cleaner.threads", "log.retention.ms");
  }

  @Test
  void aGroupsKeyWithoutBrokerKeyShowsItsOwnDefault() {
    List<ConfigEntry> entries =
        new ConfigDescriber(FRESH).group(Map.of("consumer.session.timeout.ms", "50000"));

    assertThat(named(entries, "share.isolation.level").synonyms())
        .containsExactly(
            new Synonym("share.isolation.level", "read_uncommitted", ConfigSource.DEFAULT));
    assertThat(named(entries, "consumer.session.timeout.ms").synonyms())
        .containsExactly(
            new Synonym("consumer.session.timeout.ms", "50000", ConfigSource.GROUP),
            new Synonym("group.consumer.session.timeout.ms", "45000", ConfigSource.DEFAULT));
  }

  @Test
  void typedValuesFollowTheSameOrder() {
    assertThat(CHANGED.get(LogKeys.LOG_RETENTION_MS)).isEqualTo(123_456L);
    assertThat(FRESH.get(LogKeys.LOG_RETENTION_MS)).isEqualTo(6_000_000L);
    assertThat(FRESH.get(TopicKeys.RETENTION_MS, Map.of())).isEqualTo(6_000_000L);
    assertThat(FRESH.get(TopicKeys.RETENTION_MS, Map.of("retention.ms", "-1"))).isEqualTo(-1L);
    assertThat(broker(Map.of("log.retention.hours", "-1")).get(TopicKeys.RETENTION_MS, Map.of()))
        .isEqualTo(-1L);
  }

  @Test
  void aTopicsNameInThePropertyFileMeansNothing() {
    DynamicConfig config = broker(Map.of("retention.ms", "5"));

    assertThat(config.get(TopicKeys.RETENTION_MS, Map.of())).isEqualTo(604_800_000L);
  }

  private static DynamicConfig broker(Map<String, String> properties) {
    return DynamicConfig.of(BrokerConfig.parse(new HashMap<>(properties)).get());
  }

  private static ConfigEntry topic(DynamicConfig config, Map<String, String> own, String name) {
    return named(new ConfigDescriber(config).topic(own), name);
  }

  private static ConfigEntry broker(DynamicConfig config, String name) {
    return named(new ConfigDescriber(config).broker(), name);
  }

  private static ConfigEntry named(List<ConfigEntry> entries, String name) {
    return entries.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }
}
