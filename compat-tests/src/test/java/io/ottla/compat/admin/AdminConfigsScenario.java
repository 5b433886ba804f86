package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.failure;
import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Maps;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithBroker
final class AdminConfigsScenario {
  /** Every topic config of Kafka 4.3 and its default; extra ones break tests that compare. */
  private static final List<String> TOPIC_DEFAULTS =
      List.of(
          "cleanup.policy=delete LIST",
          "compression.gzip.level=-1 INT",
          "compression.lz4.level=9 INT",
          "compression.type=producer STRING",
          "compression.zstd.level=3 INT",
          "delete.retention.ms=86400000 LONG",
          "file.delete.delay.ms=60000 LONG",
          "flush.messages=9223372036854775807 LONG",
          "flush.ms=9223372036854775807 LONG",
          "follower.replication.throttled.replicas= LIST",
          "index.interval.bytes=4096 INT",
          "leader.replication.throttled.replicas= LIST",
          "local.retention.bytes=-2 LONG",
          "local.retention.ms=-2 LONG",
          "max.compaction.lag.ms=9223372036854775807 LONG",
          "max.message.bytes=1048588 INT",
          "message.timestamp.after.max.ms=3600000 LONG",
          "message.timestamp.before.max.ms=9223372036854775807 LONG",
          "message.timestamp.type=CreateTime STRING",
          "min.cleanable.dirty.ratio=0.5 DOUBLE",
          "min.compaction.lag.ms=0 LONG",
          "min.insync.replicas=1 INT",
          "preallocate=false BOOLEAN",
          "remote.log.copy.disable=false BOOLEAN",
          "remote.log.delete.on.disable=false BOOLEAN",
          "remote.storage.enable=false BOOLEAN",
          "retention.bytes=-1 LONG",
          "retention.ms=604800000 LONG",
          "segment.bytes=1073741824 INT",
          "segment.index.bytes=10485760 INT",
          "segment.jitter.ms=0 LONG",
          "segment.ms=604800000 LONG",
          "unclean.leader.election.enable=false BOOLEAN");

  private final Clients clients;
  private final Admin admin;

  AdminConfigsScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
    admin = clients.admin();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aTopicHasKafkasConfigsWithTheirDefaultsAndTypes(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());

    Collection<ConfigEntry> entries =
        describe(new ConfigResource(ConfigResource.Type.TOPIC, topic)).entries();

    assertThat(
            entries.stream().map(entry -> entry.name() + "=" + entry.value() + " " + entry.type()))
        .containsExactlyInAnyOrderElementsOf(TOPIC_DEFAULTS);
    assertThat(entries)
        .filteredOn(entry -> !entry.name().equals("min.insync.replicas"))
        .allSatisfy(
            entry -> {
              assertThat(entry.source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
              assertThat(entry.isReadOnly()).isFalse();
              assertThat(entry.isSensitive()).isFalse();
              assertThat(entry.documentation()).isNotBlank();
            });
  }

  @Test
  void synonymsTellWhereAValueComesFrom(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of("max.message.bytes", "5000"));

    ConfigEntry entry =
        describe(new ConfigResource(ConfigResource.Type.TOPIC, topic)).get("max.message.bytes");

    assertThat(entry.source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
    assertThat(entry.synonyms().stream().map(s -> s.name() + "=" + s.value() + " " + s.source()))
        .containsExactly(
            "max.message.bytes=5000 DYNAMIC_TOPIC_CONFIG",
            "message.max.bytes=1048588 DEFAULT_CONFIG");
  }

  @Test
  void valuesAreDescribedAsTheyAreReadAndCreatedAsTheyAreWritten(TestNames names) {
    String topic = names.topic();
    Map<String, String> written =
        Map.of(
            "cleanup.policy", "compact, delete",
            "preallocate", "FALSE",
            "min.cleanable.dirty.ratio", "0.50",
            "retention.ms", " 1000 ");

    Config created =
        get(
            admin
                .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(written)))
                .config(topic));
    Config described = describe(new ConfigResource(ConfigResource.Type.TOPIC, topic));

    written.forEach((key, text) -> assertThat(created.get(key).value()).isEqualTo(text));
    Map.of(
            "cleanup.policy", "compact,delete",
            "preallocate", "false",
            "min.cleanable.dirty.ratio", "0.5",
            "retention.ms", "1000")
        .forEach(
            (key, text) -> {
              assertThat(described.get(key).value()).isEqualTo(text);
              assertThat(described.get(key).synonyms().get(0).value()).isEqualTo(text);
            });
  }

  @Test
  void aBrokerHasItsConfigsAndThoseThatCannotChange() {
    Config config = describe(new ConfigResource(ConfigResource.Type.BROKER, "1"));

    assertThat(config.entries()).hasSizeGreaterThan(200);
    assertThat(config.get("node.id").value()).isEqualTo("1");
    assertThat(config.get("node.id").isReadOnly()).isTrue();
    assertThat(config.get("node.id").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
    assertThat(config.get("log.retention.ms").isReadOnly()).isFalse();
    assertThat(config.get("num.partitions").type()).isEqualTo(ConfigType.INT);
    assertThat(config.get("num.partitions").isDefault()).isTrue();
    assertThat(config.get("ssl.key.password").isSensitive()).isTrue();
    assertThat(config.get("ssl.key.password").value()).isNull();
  }

  @Test
  void someConfigsCanBeAskedFor(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    ConfigResource unknown = new ConfigResource(ConfigResource.Type.TOPIC, topic + "-no");

    assertThat(failure(admin.describeConfigs(List.of(unknown)).all()))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
  }

  @Test
  void valuesAreSetDeletedAppendedAndSubtracted(TestNames names) {
    String topic = names.topic();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    clients.createTopic(topic, 1, Map.of());

    alter(resource, OpType.SET, "retention.ms", "5000");
    alter(resource, OpType.APPEND, "cleanup.policy", "compact");
    assertThat(value(resource, "retention.ms")).isEqualTo("5000");
    assertThat(policies(resource)).containsExactlyInAnyOrder("compact", "delete");

    alter(resource, OpType.SUBTRACT, "cleanup.policy", "delete");
    alter(resource, OpType.DELETE, "retention.ms", "");
    assertThat(policies(resource)).containsExactly("compact");
    assertThat(value(resource, "retention.ms")).isEqualTo("604800000");
  }

  private Set<String> policies(ConfigResource resource) {
    return new TreeSet<>(Arrays.asList(value(resource, "cleanup.policy").split(",", -1)));
  }

  @Test
  void anInvalidChangeChangesNothing(TestNames names) {
    String topic = names.topic();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    clients.createTopic(topic, 1, Map.of());

    var result =
        admin.incrementalAlterConfigs(
            Map.of(
                resource,
                List.of(
                    op(OpType.SET, "retention.ms", "7000"), op(OpType.SET, "segment.ms", "abc"))));

    assertThat(failure(result.all())).isInstanceOf(InvalidConfigurationException.class);
    assertThat(value(resource, "retention.ms")).isEqualTo("604800000");
  }

  @Test
  void validateOnlyChangesNothing(TestNames names) {
    String topic = names.topic();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    clients.createTopic(topic, 1, Map.of());

    get(
        admin
            .incrementalAlterConfigs(
                Map.of(resource, List.of(op(OpType.SET, "retention.ms", "7000"))),
                new AlterConfigsOptions().validateOnly(true))
            .all());

    assertThat(value(resource, "retention.ms")).isEqualTo("604800000");
  }

  @Test
  void groupAndMetricsConfigsAreListedAsResources(TestNames names) {
    String group = names.group();
    String metrics = names.fresh("metrics");
    alter(
        new ConfigResource(ConfigResource.Type.GROUP, group),
        OpType.SET,
        "consumer.session.timeout.ms",
        "46000");
    alter(
        new ConfigResource(ConfigResource.Type.CLIENT_METRICS, metrics),
        OpType.SET,
        "interval.ms",
        "20000");

    assertThat(
            get(
                admin
                    .listConfigResources(
                        Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions())
                    .all()))
        .contains(new ConfigResource(ConfigResource.Type.GROUP, group));
    assertThat(get(admin.listConfigResources().all()))
        .contains(
            new ConfigResource(ConfigResource.Type.CLIENT_METRICS, metrics),
            new ConfigResource(ConfigResource.Type.BROKER, "1"));
    assertThat(
            value(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                "consumer.session.timeout.ms"))
        .isEqualTo("46000");
  }

  private void alter(ConfigResource resource, OpType type, String name, String value) {
    get(admin.incrementalAlterConfigs(Map.of(resource, List.of(op(type, name, value)))).all());
  }

  private static AlterConfigOp op(OpType type, String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), type);
  }

  private String value(ConfigResource resource, String name) {
    return describe(resource).get(name).value();
  }

  private Config describe(ConfigResource resource) {
    DescribeConfigsOptions everything =
        new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
    return Maps.value(get(admin.describeConfigs(List.of(resource), everything).all()), resource);
  }
}
