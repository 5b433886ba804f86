package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Project;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools that make load or move offsets. */
@WithBroker
final class LoadScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BrokerUnderTest broker;
  private final BrokerTools tools;

  LoadScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  @Test
  void performanceToolsSendAndReceiveTheirRecords(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 3);

    ToolResult produced =
        tools.run(
            "kafka-producer-perf-test",
            "--topic",
            topic,
            "--num-records",
            "50000",
            "--record-size",
            "100",
            "--throughput",
            "-1",
            "--command-property",
            "acks=all");
    ToolResult consumed =
        tools.run(
            "kafka-consumer-perf-test",
            "--topic",
            topic,
            "--num-records",
            "50000",
            "--timeout",
            "20000");

    assertThat(produced.requireSuccess().out()).contains("50000 records sent");
    List<String> lines = consumed.requireSuccess().lines();
    String[] columns = lines.get(lines.size() - 1).split(", ", -1);
    assertThat(Long.parseLong(columns[4])).isEqualTo(50_000);
  }

  @Test
  void endToEndLatencyIsMeasured(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    ToolResult result =
        tools.run(
            "kafka-e2e-latency",
            "--topic",
            topic,
            "--num-records",
            "500",
            "--producer-acks",
            "all",
            "--record-size",
            "100");

    assertThat(result.requireSuccess().out()).contains("Avg latency:", "99th = ");
  }

  @Test
  void theVerifiableClientsAgree(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 1);

    try (ToolProcess producer =
            ToolProcess.start(
                "kafka-verifiable-producer",
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--max-messages",
                "1000",
                "--acks",
                "-1");
        ToolProcess consumer =
            ToolProcess.start(
                "kafka-verifiable-consumer",
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--topic",
                topic,
                "--group-id",
                names.group(),
                "--reset-policy",
                "earliest",
                "--verbose")) {
      assertThat(producer.await()).isZero();
      assertThat(producer.lines().get(producer.lines().size() - 1))
          .contains("\"sent\":1000,\"acked\":1000");

      Deadline.until(
          "commit of offset 1000",
          LIMIT,
          consumer::lines,
          lines ->
              lines.stream()
                  .anyMatch(
                      line ->
                          line.contains("\"offsets_committed\"")
                              && line.contains("\"offset\":1000")
                              && line.contains("\"success\":true")));
      assertThat(consumer.lines().stream().filter(line -> line.contains("\"record_data\"")))
          .hasSize(1_000);
    }
  }

  @Test
  void offsetsAreListedAndRecordsDeleted(TestNames names) throws IOException {
    String topic = names.topic();
    tools.createTopic(topic, 2);
    tools.createTopic(topic + "-other", 1);
    tools.produce(Text.joined(Text.lines().subList(0, 1_000)), topic + "-other");

    assertThat(offsets(topic, "latest")).containsExactly(topic + ":0:0", topic + ":1:0");
    assertThat(offsets(topic + "-other", "-1")).containsExactly(topic + "-other:0:1000");
    assertThat(offsets(topic + "-other", "max-timestamp")).hasSize(1);
    assertThat(offsets(topic + "-other", "1")).containsExactly(topic + "-other:0:0");

    Path file = Files.createTempFile(Project.target(), "delete-records", ".json");
    Files.writeString(
        file,
        "{\"partitions\":[{\"topic\":\"%s-other\",\"partition\":0,\"offset\":600}],\"version\":1}"
            .formatted(topic));
    ToolResult deleted =
        tools.run("kafka-delete-records", "--offset-json-file", file.toString()).requireSuccess();
    Files.delete(file);

    assertThat(deleted.out()).contains("low_watermark: 600");
    assertThat(offsets(topic + "-other", "earliest")).containsExactly(topic + "-other:0:600");
    assertThat(tools.consume(topic + "-other", 400)).isEqualTo(Text.lines().subList(600, 1_000));
  }

  private List<String> offsets(String topic, String time) {
    return tools
        .run("kafka-get-offsets", "--topic", topic, "--time", time)
        .requireSuccess()
        .lines();
  }
}
