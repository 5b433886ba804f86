package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithBroker
final class TopicsScenario {
  private final BrokerTools tools;

  TopicsScenario(BrokerUnderTest broker) {
    tools = new BrokerTools(broker);
  }

  @Test
  void aTopicIsCreatedDescribedListedGrownAndDeleted(TestNames names) {
    String topic = names.topic();

    ToolResult created =
        topics("--create", "--topic", topic, "--partitions", "3", "--replication-factor", "1");
    assertThat(created.requireSuccess().out()).contains("Created topic " + topic + ".");
    assertThat(describe(topic))
        .hasSize(4)
        .first()
        .asString()
        .contains("PartitionCount: 3", "ReplicationFactor: 1");
    assertThat(describe(topic).get(3)).contains("Partition: 2", "Leader: 1", "Isr: 1");
    assertThat(topics("--list").requireSuccess().lines()).contains(topic);

    topics("--alter", "--topic", topic, "--partitions", "5").requireSuccess();
    assertThat(describe(topic)).hasSize(6);

    topics("--delete", "--topic", topic).requireSuccess();
    assertThat(topics("--list").requireSuccess().lines()).doesNotContain(topic);
  }

  @Test
  void configsAndAssignmentsAreTaken(TestNames names) {
    String topic = names.topic();

    topics(
            "--create",
            "--topic",
            topic,
            "--replica-assignment",
            "1,1",
            "--config",
            "retention.ms=100000",
            "--config",
            "cleanup.policy=compact,delete")
        .requireSuccess();

    List<String> lines = describe(topic);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .contains("PartitionCount: 2", "retention.ms=100000", "cleanup.policy=compact,delete");
  }

  @Test
  void withoutCountsTheBrokersDefaultsHold(TestNames names) {
    String topic = names.topic();

    topics("--create", "--topic", topic).requireSuccess();

    assertThat(describe(topic).get(0)).contains("PartitionCount: 1", "ReplicationFactor: 1");
  }

  @Test
  void whatCannotBeDoneIsSaid(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 3);

    assertRefused("already exists", "--create", "--topic", topic);
    assertRefused("would not be an increase", "--alter", "--topic", topic, "--partitions", "2");
    assertRefused("does not exist", "--delete", "--topic", topic + "-unknown");
    assertRefused("invalid", "--create", "--topic", "bad name");
    assertRefused(
        "Unknown topic config", "--create", "--topic", topic + "2", "--config", "no.such=1");
    assertRefused(
        "replication factor", "--create", "--topic", topic + "3", "--replication-factor", "2");
    assertThat(topics("--list").requireSuccess().lines())
        .contains(topic)
        .doesNotContain("bad name", topic + "2", topic + "3");
  }

  private void assertRefused(String reason, String... arguments) {
    ToolResult result = topics(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.out() + result.err()).containsIgnoringCase(reason);
  }

  @Test
  void ifNotExistsAndIfExistsAreQuiet(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    topics("--create", "--topic", topic, "--if-not-exists").requireSuccess();
    topics("--delete", "--topic", topic + "-unknown", "--if-exists").requireSuccess();
  }

  @Test
  void topicsWithTroubleAreFound(TestNames names) {
    tools.createTopic(names.topic(), 1);

    assertThat(topics("--describe", "--under-replicated-partitions").requireSuccess().lines())
        .isEmpty();
    assertThat(topics("--describe", "--unavailable-partitions").requireSuccess().lines()).isEmpty();
    assertThat(topics("--describe", "--under-min-isr-partitions").requireSuccess().lines())
        .isEmpty();
  }

  private List<String> describe(String topic) {
    return topics("--describe", "--topic", topic).requireSuccess().lines();
  }

  private ToolResult topics(String... arguments) {
    return tools.run("kafka-topics", arguments);
  }
}
