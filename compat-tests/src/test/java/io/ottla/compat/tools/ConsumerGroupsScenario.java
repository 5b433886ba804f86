package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithBroker
final class ConsumerGroupsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final List<String> text = Text.lines().subList(0, 1_000);

  ConsumerGroupsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  /** A group without members that has read {@code count} of 1,000 records in one partition. */
  private String groupThatRead(int count, String topic, TestNames names) {
    String group = names.group();
    tools.createTopic(topic, 1);
    tools.produce(Text.joined(text), topic);
    List<String> unused = tools.consume(topic, count, "--group", group);
    return group;
  }

  @Test
  void anIdleGroupShowsItsOffsetsAndLag(TestNames names) {
    String topic = names.topic();
    String group = groupThatRead(400, topic, names);

    assertThat(groups("--list").lines()).contains(group);
    assertThat(groups("--list", "--state", "Empty").lines())
        .anyMatch(line -> words(line).equals(List.of(group, "Empty")));
    assertThat(offsetsRow(group, topic))
        .startsWith(group, topic, "0", "400", "1000", "600", "-", "-", "-");
    assertThat(groups("--describe", "--group", group, "--state").out())
        .contains("Empty")
        .contains("COORDINATOR (ID)");
  }

  @Test
  void aGroupAtWorkShowsItsMembersAndState(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    tools.createTopic(topic, 3);

    try (ToolProcess consumer =
        ToolProcess.start(
            "kafka-console-consumer",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--topic",
            topic,
            "--group",
            group,
            "--consumer-property",
            "client.id=reader")) {
      List<String> state =
          Deadline.until(
              "a stable group",
              LIMIT,
              () -> words(lastLine(groups("--describe", "--group", group, "--state"))),
              words -> words.contains("Stable"));
      assertThat(state).startsWith(group, "127.0.0.1:" + broker.port(), "(1)", "range", "Stable");

      List<String> member = words(lastLine(groups("--describe", "--group", group, "--members")));
      assertThat(member.get(0)).isEqualTo(group);
      assertThat(member.get(1)).startsWith("reader-");
      assertThat(member.subList(2, 5)).containsExactly("/127.0.0.1", "reader", "3");
      assertThat(groups("--describe", "--group", group, "--members", "--verbose").out())
          .contains(topic + ":0,1,2");

      ToolResult refused = tools.run("kafka-consumer-groups", "--delete", "--group", group);
      assertThat(refused.out() + refused.err()).contains("not empty");
      consumer.stop();
    }
    Deadline.until(
        "an empty group",
        LIMIT,
        () -> groups("--list", "--state", "Empty").out(),
        out -> out.contains(group));
  }

  @Test
  void offsetsAreResetInEveryWay(TestNames names) {
    String topic = names.topic();
    String group = groupThatRead(400, topic, names);

    assertThat(reset(group, "--to-earliest")).isEqualTo("0");
    assertThat(reset(group, "--to-latest")).isEqualTo("1000");
    assertThat(reset(group, "--to-offset", "300")).isEqualTo("300");
    assertThat(reset(group, "--shift-by", "-50")).isEqualTo("250");
    assertThat(reset(group, "--to-current")).isEqualTo("250");
    assertThat(reset(group, "--to-datetime", "2020-01-01T00:00:00.000")).isEqualTo("0");
    assertThat(reset(group, "--by-duration", "PT0S")).isEqualTo("1000");
    assertThat(reset(group, "--to-offset", "700")).isEqualTo("700");

    assertThat(offsetsRow(group, topic)).startsWith(group, topic, "0", "700", "1000", "300");
    assertThat(tools.consume(topic, 300, "--group", group)).isEqualTo(text.subList(700, 1_000));
  }

  @Test
  void aDryRunChangesNothingAndAnExportedPlanCanBeCarriedOut(
      TestNames names, @TempDir Path directory) throws IOException {
    String topic = names.topic();
    String group = groupThatRead(400, topic, names);

    String plan =
        groups(
                "--reset-offsets",
                "--group",
                group,
                "--all-topics",
                "--to-offset",
                "250",
                "--export",
                "--dry-run")
            .out();

    assertThat(plan.strip()).isEqualTo("\"" + topic + "\",0,250");
    assertThat(offsetsRow(group, topic)).startsWith(group, topic, "0", "400");
    Path file = Files.writeString(directory.resolve("plan.csv"), plan);
    assertThat(reset(group, "--from-file", file.toString())).isEqualTo("250");
    assertThat(offsetsRow(group, topic)).startsWith(group, topic, "0", "250");
  }

  @Test
  void onePartitionIsResetAndTheOthersStay(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    tools.createTopic(topic, 2);
    tools.produce(Text.joined(text), topic);
    List<String> unused = tools.consume(topic, text.size(), "--group", group);
    List<String> before = committedOffsets(group, topic);

    ToolResult result =
        groups(
            "--reset-offsets",
            "--group",
            group,
            "--topic",
            topic + ":1",
            "--to-earliest",
            "--execute");

    assertThat(words(lastLine(result))).startsWith(group, topic, "1", "0");
    assertThat(committedOffsets(group, topic)).containsExactly(before.get(0), "0");
  }

  private List<String> committedOffsets(String group, String topic) {
    return groups("--describe", "--group", group).lines().stream()
        .map(ConsumerGroupsScenario::words)
        .filter(words -> words.size() > 3 && words.get(1).equals(topic))
        .sorted(Comparator.comparing(words -> words.get(2)))
        .map(words -> words.get(3))
        .toList();
  }

  @Test
  void allGroupsAreDescribedAndSeveralDeletedAtOnce(TestNames names) {
    String firstTopic = names.topic();
    String secondTopic = names.topic();
    String first = groupThatRead(10, firstTopic, names);
    String second = groupThatRead(20, secondTopic, names);

    assertThat(groups("--describe", "--all-groups").lines())
        .anyMatch(line -> words(line).subList(0, 1).contains(first) && line.contains(firstTopic))
        .anyMatch(line -> words(line).subList(0, 1).contains(second) && line.contains(secondTopic));
    assertThat(groups("--describe", "--all-groups", "--state").out()).contains(first, second);
    groups("--delete", "--group", first, "--group", second);

    assertThat(groups("--list").lines()).doesNotContain(first, second);
  }

  @Test
  void anExpressionSubscribesToEveryTopicThatFits(TestNames names) {
    String prefix = names.topic();
    String group = names.group();
    for (String suffix : List.of("-one", "-two")) {
      tools.createTopic(prefix + suffix, 1);
      tools.produce(Text.joined(text.subList(0, 100)), prefix + suffix);
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
    assertThat(offsetsRow(group, prefix + "-one")).contains("100");
    assertThat(offsetsRow(group, prefix + "-two")).contains("100");
  }

  private String reset(String group, String... how) {
    List<String> arguments =
        new ArrayList<>(List.of("--reset-offsets", "--group", group, "--all-topics", "--execute"));
    arguments.addAll(List.of(how));
    List<String> words = words(lastLine(groups(arguments.toArray(String[]::new))));
    return words.get(words.size() - 1);
  }

  @Test
  void offsetsAndGroupsAreDeleted(TestNames names) {
    String topic = names.topic();
    String group = groupThatRead(10, topic, names);

    assertThat(groups("--delete-offsets", "--group", group, "--topic", topic).out())
        .contains("Successful");
    assertThat(groups("--describe", "--group", group).out()).doesNotContain(topic);
    ToolResult deleted = tools.run("kafka-consumer-groups", "--delete", "--group", group);
    ToolResult unknown =
        tools.run("kafka-consumer-groups", "--delete", "--group", group + "-unknown");

    assertThat(unknown.out() + unknown.err()).contains("GroupIdNotFoundException");
    assertThat(groups("--list").lines()).doesNotContain(group);
    assertThat(deleted.exitCode()).isZero();
  }

  @Test
  void anUnknownGroupIsSaidToBeUnknown(TestNames names) {
    ToolResult result = tools.run("kafka-consumer-groups", "--describe", "--group", names.group());

    assertThat(result.out() + result.err()).containsAnyOf("does not exist", "not found");
  }

  @Test
  void everyKindOfGroupIsListed(TestNames names) {
    String group = groupThatRead(1, names.topic(), names);

    assertThat(tools.run("kafka-groups", "--list").requireSuccess().lines())
        .anyMatch(line -> words(line).equals(List.of(group, "Classic", "consumer")));
  }

  @Test
  void groupsAreListedByTypeAndProtocol(TestNames names) {
    String group = groupThatRead(1, names.topic(), names);

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
        .lines()
        .stream()
        .map(line -> words(line).get(0))
        .toList();
  }

  private List<String> offsetsRow(String group, String topic) {
    return groups("--describe", "--group", group).lines().stream()
        .map(ConsumerGroupsScenario::words)
        .filter(words -> words.size() > 1 && words.get(1).equals(topic))
        .findFirst()
        .orElseThrow();
  }

  private static String lastLine(ToolResult result) {
    List<String> lines = result.lines().stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.strip().split("\\s+", -1)).toList();
  }

  private ToolResult groups(String... arguments) {
    return tools.run("kafka-consumer-groups", arguments).requireSuccess();
  }
}
