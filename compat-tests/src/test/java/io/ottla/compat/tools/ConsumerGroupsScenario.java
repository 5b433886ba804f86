package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import io.ottla.compat.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kafka-consumer-groups} and {@code kafka-groups}: lists, descriptions, deletions. */
@WithBroker
final class ConsumerGroupsScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final Groups groups;

  ConsumerGroupsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
    groups = new Groups(broker);
  }

  @Test
  void anIdleGroupShowsItsOffsetsAndLag(TestNames names) {
    String topic = names.topic();
    String group = groups.thatRead(400, topic, names);

    assertThat(groups.run("--list").lines()).contains(group);
    assertThat(groups.run("--list", "--state", "Empty").rows()).contains(List.of(group, "Empty"));
    assertThat(groups.offsets(group, topic))
        .startsWith(group, topic, "0", "400", "1000", "600", "-", "-", "-");
    assertThat(groups.run("--describe", "--group", group, "--state").out())
        .contains("Empty")
        .contains("COORDINATOR (ID)");
  }

  @ParameterizedTest
  @CsvSource({"classic,range,Classic", "consumer,uniform,Consumer"})
  void aGroupAtWorkShowsItsMembersAndState(
      String protocol, String assignor, String type, TestNames names) {
    String topic = names.topic();
    String group = names.group();
    tools.createTopic(topic, 3);

    try (ToolProcess consumer =
        groups.consumer(topic, group, "client.id=reader", "group.protocol=" + protocol)) {
      List<String> state = groups.await("Stable", group);
      assertThat(state).startsWith(group, "127.0.0.1:" + broker.port(), "(1)", assignor, "Stable");
      assertThat(groups.run("--list", "--type", protocol).rows()).contains(List.of(group, type));

      List<String> member = groups.run("--describe", "--group", group, "--members").lastRow();
      assertThat(member.get(0)).isEqualTo(group);
      assertThat(member.subList(2, 5)).containsExactly("/127.0.0.1", "reader", "3");
      assertThat(groups.run("--describe", "--group", group, "--members", "--verbose").out())
          .contains(topic + ":0,1,2");

      assertThat(groups.tryRun("--delete", "--group", group).all()).contains("not empty");
      assertThat(groups.tryRun("--delete-offsets", "--group", group, "--topic", topic).all())
          .contains("actively subscribed");
      assertThat(
              groups
                  .tryRun("--reset-offsets", "--group", group, "--topic", topic, "--to-earliest")
                  .all())
          .contains("inactive", "current state is Stable");
      consumer.stop();
    }
    assertThat(groups.await("Empty", group)).contains("0");
  }

  @Test
  void anExpressionSubscribesToEveryTopicThatFits(TestNames names) {
    String prefix = names.topic();
    String group = names.group();
    for (String suffix : List.of("-one", "-two")) {
      tools.createTopic(prefix + suffix, 1);
      tools.produce(Text.joined(Groups.TEXT.subList(0, 100)), prefix + suffix);
    }

    List<String> consumed =
        tools
            .run(
                "kafka-console-consumer",
                "--include",
                prefix + "-.*",
                "--from-beginning",
                "--max-messages",
                "200",
                "--timeout-ms",
                "20000",
                "--group",
                group)
            .requireSuccess()
            .lines();

    assertThat(consumed).hasSize(200);
    assertThat(groups.offsets(group, prefix + "-one")).contains("100");
    assertThat(groups.offsets(group, prefix + "-two")).contains("100");
  }

  @Test
  void offsetsAndGroupsAreDeleted(TestNames names) {
    String topic = names.topic();
    String group = groups.thatRead(10, topic, names);

    assertThat(groups.run("--delete-offsets", "--group", group, "--topic", topic).out())
        .contains("Successful");
    assertThat(groups.run("--describe", "--group", group).out()).doesNotContain(topic);
    ToolResult deleted = groups.tryRun("--delete", "--group", group);
    ToolResult unknown = groups.tryRun("--delete", "--group", group + "-unknown");

    assertThat(unknown.all()).contains("GroupIdNotFoundException");
    assertThat(groups.run("--list").lines()).doesNotContain(group);
    assertThat(deleted.exitCode()).isZero();
  }

  @Test
  void anUnknownGroupIsSaidToBeUnknown(TestNames names) {
    ToolResult result = groups.tryRun("--describe", "--group", names.group());

    assertThat(result.all()).containsAnyOf("does not exist", "not found");
  }

  @Test
  void everyKindOfGroupIsListed(TestNames names) {
    String group = groups.thatRead(1, names.topic(), names);

    assertThat(tools.run("kafka-groups", "--list").requireSuccess().rows())
        .contains(List.of(group, "Classic", "consumer"));
  }

  @Test
  void groupsAreListedByTypeAndProtocol(TestNames names) {
    String group = groups.thatRead(1, names.topic(), names);

    assertThat(groupNames("--consumer")).contains(group);
    assertThat(groupNames("--group-type", "classic")).contains(group);
    assertThat(groupNames("--protocol", "consumer")).contains(group);
    assertThat(groupNames("--group-type", "consumer")).doesNotContain(group);
    assertThat(groupNames("--share")).doesNotContain(group);
    assertThat(groupNames("--streams")).doesNotContain(group);
  }

  private List<String> groupNames(String... filter) {
    List<String> arguments = new ArrayList<>(List.of("--list"));
    arguments.addAll(List.of(filter));
    return tools
        .run("kafka-groups", arguments.toArray(String[]::new))
        .requireSuccess()
        .rows()
        .stream()
        .map(row -> row.get(0))
        .toList();
  }
}
