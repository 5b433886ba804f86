package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.tool.ToolProcess;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kafka-streams-application-reset} in every mode, on what an application leaves behind: the
 * offsets of its group and its internal topics. {@code StreamsScenario} resets a real one.
 */
@WithBroker
final class StreamsResetScenario {
  private final Groups groups;

  StreamsResetScenario(BrokerUnderTest broker) {
    groups = new Groups(broker);
  }

  @Test
  void inputIsResetInEveryWay(TestNames names, @TempDir Path directory) throws IOException {
    String input = names.topic();
    String application = groups.thatRead(400, input, names);
    Path plan = Files.writeString(directory.resolve("plan.csv"), input + ",0,123\n");

    assertThat(reset(application, input, "--to-offset", "300")).isEqualTo("300");
    assertThat(reset(application, input, "--shift-by", "-50")).isEqualTo("250");
    assertThat(reset(application, input, "--to-latest")).isEqualTo("1000");
    assertThat(reset(application, input, "--to-datetime", "2020-01-01T00:00:00.000"))
        .isEqualTo("0");
    assertThat(reset(application, input, "--by-duration", "PT0S")).isEqualTo("1000");
    assertThat(reset(application, input, "--from-file", plan.toString())).isEqualTo("123");
    assertThat(reset(application, input, "--to-earliest")).isEqualTo("0");
  }

  private String reset(String application, String input, String... how) {
    run(application, input, how).requireSuccess();
    return groups.offsets(application, input).get(3);
  }

  @Test
  void aDryRunChangesNothingAndAResetDeletesTheInternalTopics(TestNames names) {
    String input = names.topic();
    String application = groups.thatRead(400, input, names);
    String changelog = application + "-counts-changelog";
    String repartition = application + "-words-repartition";
    groups.tools().createTopic(changelog, 1);
    groups.tools().createTopic(repartition, 1);

    ToolResult planned = run(application, input, "--dry-run").requireSuccess();
    assertThat(planned.out()).contains(changelog, repartition);
    assertThat(groups.offsets(application, input).get(3)).isEqualTo("400");
    assertThat(topics()).contains(changelog, repartition);

    assertThat(reset(application, input)).isEqualTo("0");
    assertThat(topics()).doesNotContain(changelog, repartition).contains(input);
  }

  @Test
  void anApplicationAtWorkIsNotReset(TestNames names) {
    String input = names.topic();
    String application = groups.thatRead(400, input, names);
    try (ToolProcess consumer = groups.consumer(input, application)) {
      var unused = groups.await("Stable", application);

      ToolResult refused = run(application, input);

      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.all()).contains("still active");
      consumer.stop();
    }
  }

  private ToolResult run(String application, String input, String... how) {
    List<String> arguments =
        new ArrayList<>(List.of("--application-id", application, "--input-topics", input));
    arguments.addAll(List.of(how));
    return groups.tools().run("kafka-streams-application-reset", arguments.toArray(String[]::new));
  }

  private List<String> topics() {
    return groups.tools().run("kafka-topics", "--list").requireSuccess().lines();
  }
}
