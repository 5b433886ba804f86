package io.ottla.compat.tool;

import io.ottla.compat.broker.BrokerUnderTest;
import java.util.ArrayList;
import java.util.List;

/** The tools pointed at one broker. */
public record BrokerTools(BrokerUnderTest broker) {
  /** Runs a tool with {@code --bootstrap-server}. */
  public ToolResult run(String tool, String... arguments) {
    return runWithInput("", tool, arguments);
  }

  /** Runs a tool with {@code --bootstrap-server} and the text on its standard input. */
  public ToolResult runWithInput(String input, String tool, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--bootstrap-server", broker.bootstrapServers()));
    all.addAll(List.of(arguments));
    return Tools.runWithInput(input, tool, all.toArray(String[]::new));
  }

  /** Runs a tool that takes its command first, then {@code --bootstrap-server}. */
  public ToolResult runCommand(String tool, String command, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of(command, "--bootstrap-server", broker.bootstrapServers()));
    all.addAll(List.of(arguments));
    return Tools.run(tool, all.toArray(String[]::new));
  }

  /** The console producer: one record per line. */
  public void produce(String input, String topic, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--topic", topic));
    arguments.addAll(List.of(more));
    runWithInput(input, "kafka-console-producer", arguments.toArray(String[]::new))
        .requireSuccess();
  }

  /** The console consumer from the beginning, until {@code count} records have come. */
  public List<String> consume(String topic, int count, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--topic",
                topic,
                "--from-beginning",
                "--max-messages",
                Integer.toString(count),
                "--timeout-ms",
                "20000"));
    arguments.addAll(List.of(more));
    return run("kafka-console-consumer", arguments.toArray(String[]::new)).requireSuccess().lines();
  }

  /** Creates a topic with {@code kafka-topics}. */
  public void createTopic(String topic, int partitions) {
    run("kafka-topics", "--create", "--topic", topic, "--partitions", "" + partitions)
        .requireSuccess();
  }
}
