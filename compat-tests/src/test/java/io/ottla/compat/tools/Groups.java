package io.ottla.compat.tools;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import io.ottla.compat.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code kafka-consumer-groups}, and groups for it to work on. */
record Groups(BrokerUnderTest broker) {
  /** The records of a topic that is made for a group: 1,000 lines. */
  static final List<String> TEXT = Text.lines().subList(0, 1_000);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Runs the tool, which must succeed. */
  ToolResult run(String... arguments) {
    return tryRun(arguments).requireSuccess();
  }

  /** Runs the tool. */
  ToolResult tryRun(String... arguments) {
    return tools().run("kafka-consumer-groups", arguments);
  }

  BrokerTools tools() {
    return new BrokerTools(broker);
  }

  /** A group without members that has read {@code count} of 1,000 records in one partition. */
  String thatRead(int count, String topic, TestNames names) {
    String group = names.group();
    tools().createTopic(topic, 1);
    tools().produce(Text.joined(TEXT), topic);
    List<String> unused = tools().consume(topic, count, "--group", group);
    return group;
  }

  /** A consumer that reads a topic until it is stopped. */
  ToolProcess consumer(String topic, String group, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--group",
                group));
    for (String property : properties) {
      arguments.addAll(List.of("--consumer-property", property));
    }
    return ToolProcess.start("kafka-console-consumer", arguments.toArray(String[]::new));
  }

  /** Waits until a group is in a state, and returns the row that says so. */
  List<String> await(String state, String group) {
    return Deadline.until(
        "group in state " + state,
        LIMIT,
        () -> run("--describe", "--group", group, "--state").lastRow(),
        row -> row.contains(state));
  }

  /** The row that describes the offsets of a group in a topic. */
  List<String> offsets(String group, String topic) {
    return run("--describe", "--group", group).rowWith(topic);
  }

  /** Resets all topics of a group and returns the new offset that the tool tells. */
  String reset(String group, String... how) {
    List<String> arguments =
        new ArrayList<>(List.of("--reset-offsets", "--group", group, "--all-topics", "--execute"));
    arguments.addAll(List.of(how));
    List<String> row = run(arguments.toArray(String[]::new)).lastRow();
    return row.get(row.size() - 1);
  }
}
