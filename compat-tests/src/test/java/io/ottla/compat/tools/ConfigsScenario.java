package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kafka-configs on each kind of resource; a broker of its own because defaults change. */
@WithBroker(own = true)
final class ConfigsScenario {
  private final BrokerTools tools;

  ConfigsScenario(BrokerUnderTest broker) {
    tools = new BrokerTools(broker);
  }

  @Test
  void topicConfigsAreSetShownAndDeleted(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    alter("topics", topic, "--add-config", "cleanup.policy=[compact,delete],segment.ms=600000");

    assertThat(describe("topics", topic))
        .contains(
            "  segment.ms=600000 sensitive=false"
                + " synonyms={DYNAMIC_TOPIC_CONFIG:segment.ms=600000}")
        .contains(
            "  cleanup.policy=compact,delete sensitive=false"
                + " synonyms={DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact,delete,"
                + " DEFAULT_CONFIG:log.cleanup.policy=delete}");
    alter("topics", topic, "--delete-config", "segment.ms,cleanup.policy");
    assertThat(describe("topics", topic))
        .containsExactly("Dynamic configs for topic " + topic + " are:");
  }

  @Test
  void aBrokersConfigsAreSetShownAndDeleted() {
    alter("brokers", "1", "--add-config", "log.cleaner.threads=2");

    assertThat(describe("brokers", "1"))
        .contains(
            "  log.cleaner.threads=2 sensitive=false"
                + " synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=2,"
                + " DEFAULT_CONFIG:log.cleaner.threads=1}");
    alter("brokers", "1", "--delete-config", "log.cleaner.threads");
    assertThat(describe("brokers", "1")).noneMatch(line -> line.contains("log.cleaner.threads"));
  }

  @Test
  void theDefaultOfAllBrokersReachesTopics(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    configs(
            "--alter",
            "--entity-type",
            "brokers",
            "--entity-default",
            "--add-config",
            "message.max.bytes=2000000")
        .requireSuccess();

    assertThat(
            configs("--describe", "--entity-type", "brokers", "--entity-default")
                .requireSuccess()
                .lines())
        .contains(
            "  message.max.bytes=2000000 sensitive=false"
                + " synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:message.max.bytes=2000000}");
    assertThat(
            configs("--describe", "--all", "--entity-type", "topics", "--entity-name", topic)
                .requireSuccess()
                .lines())
        .contains(
            "  max.message.bytes=2000000 sensitive=false"
                + " synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:message.max.bytes=2000000,"
                + " DEFAULT_CONFIG:message.max.bytes=1048588}");
    configs(
            "--alter",
            "--entity-type",
            "brokers",
            "--entity-default",
            "--delete-config",
            "message.max.bytes")
        .requireSuccess();
  }

  @Test
  void groupConfigsAreSetAndShown(TestNames names) {
    String group = names.group();

    alter("groups", group, "--add-config", "consumer.session.timeout.ms=46000");

    assertThat(describe("groups", group))
        .contains(
            "  consumer.session.timeout.ms=46000 sensitive=false"
                + " synonyms={DYNAMIC_GROUP_CONFIG:consumer.session.timeout.ms=46000,"
                + " DEFAULT_CONFIG:group.consumer.session.timeout.ms=45000}");
  }

  @Test
  void clientMetricsSubscriptionsAreSetAndListed(TestNames names) {
    String name = names.fresh("metrics");

    alter("client-metrics", name, "--add-config", "interval.ms=20000");

    assertThat(describe("client-metrics", name))
        .anyMatch(line -> line.contains("interval.ms=20000"));
    assertThat(tools.run("kafka-client-metrics", "--list").requireSuccess().lines()).contains(name);
    assertThat(
            tools.run("kafka-client-metrics", "--describe", "--name", name).requireSuccess().out())
        .contains("Client metrics configs for " + name + " are:", "interval.ms=20000");
  }

  @Test
  void nonsenseIsRefused(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    assertRefused("Unknown topic config name: no.such", topic, "no.such=1");
    assertRefused("Invalid value abc for configuration retention.ms", topic, "retention.ms=abc");
    assertRefused("cleanup.policy", topic, "cleanup.policy=burn");
    assertThat(describe("topics", topic)).hasSize(1);
  }

  private void assertRefused(String reason, String topic, String config) {
    ToolResult result =
        configs(
            "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", config);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.out() + result.err()).contains(reason);
  }

  @Test
  void theControllerAnswersToo(BrokerUnderTest broker) {
    ToolResult result =
        Tools.run(
            "kafka-configs",
            "--bootstrap-controller",
            broker.bootstrapController(),
            "--describe",
            "--entity-type",
            "brokers",
            "--entity-name",
            "1");

    assertThat(result.requireSuccess().out()).contains("Dynamic configs for broker 1 are:");
  }

  private void alter(String type, String name, String... change) {
    List<String> arguments =
        new ArrayList<>(List.of("--alter", "--entity-type", type, "--entity-name", name));
    arguments.addAll(List.of(change));
    assertThat(configs(arguments.toArray(String[]::new)).requireSuccess().out())
        .contains("Completed updating");
  }

  private List<String> describe(String type, String name) {
    return configs("--describe", "--entity-type", type, "--entity-name", name)
        .requireSuccess()
        .lines();
  }

  private ToolResult configs(String... arguments) {
    return tools.run("kafka-configs", arguments);
  }
}
