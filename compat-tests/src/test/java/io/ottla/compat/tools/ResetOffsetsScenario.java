package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kafka-consumer-groups --reset-offsets} in every mode. */
@WithBroker
final class ResetOffsetsScenario {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Groups groups;
  private final Clients clients;

  ResetOffsetsScenario(BrokerUnderTest broker) {
    groups = new Groups(broker);
    clients = new Clients(broker);
  }

  @Test
  void offsetsAreResetInEveryWay(TestNames names) {
    String topic = names.topic();
    String group = groups.thatRead(400, topic, names);

    assertThat(groups.reset(group, "--to-earliest")).isEqualTo("0");
    assertThat(groups.reset(group, "--to-latest")).isEqualTo("1000");
    assertThat(groups.reset(group, "--to-offset", "300")).isEqualTo("300");
    assertThat(groups.reset(group, "--shift-by", "-50")).isEqualTo("250");
    assertThat(groups.reset(group, "--to-current")).isEqualTo("250");
    assertThat(groups.reset(group, "--to-datetime", "2020-01-01T00:00:00.000")).isEqualTo("0");
    assertThat(groups.reset(group, "--by-duration", "PT0S")).isEqualTo("1000");
    assertThat(groups.reset(group, "--to-offset", "700")).isEqualTo("700");

    assertThat(groups.offsets(group, topic)).startsWith(group, topic, "0", "700", "1000", "300");
    assertThat(groups.tools().consume(topic, 300, "--group", group))
        .isEqualTo(Groups.TEXT.subList(700, 1_000));
  }

  @Test
  void aDryRunChangesNothingAndAnExportedPlanCanBeCarriedOut(
      TestNames names, @TempDir Path directory) throws IOException {
    String topic = names.topic();
    String group = groups.thatRead(400, topic, names);

    String plan =
        groups
            .run(
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
    assertThat(groups.offsets(group, topic)).startsWith(group, topic, "0", "400");
    Path file = Files.writeString(directory.resolve("plan.csv"), plan);
    assertThat(groups.reset(group, "--from-file", file.toString())).isEqualTo("250");
    assertThat(groups.offsets(group, topic)).startsWith(group, topic, "0", "250");
  }

  @Test
  void onePartitionIsResetAndTheOthersStay(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    groups.tools().createTopic(topic, 2);
    groups.tools().produce(Text.joined(Groups.TEXT), topic);
    List<String> unused = groups.tools().consume(topic, Groups.TEXT.size(), "--group", group);
    List<String> before = committedOffsets(group, topic);

    ToolResult result =
        groups.run(
            "--reset-offsets",
            "--group",
            group,
            "--topic",
            topic + ":1",
            "--to-earliest",
            "--execute");

    assertThat(result.lastRow()).startsWith(group, topic, "1", "0");
    assertThat(committedOffsets(group, topic)).containsExactly(before.get(0), "0");
  }

  private List<String> committedOffsets(String group, String topic) {
    return groups.run("--describe", "--group", group).rows().stream()
        .filter(row -> row.size() > 3 && row.get(1).equals(topic))
        .sorted(Comparator.comparing(row -> row.get(2)))
        .map(row -> row.get(3))
        .toList();
  }

  /** Ten records, an hour apart, the last of them half an hour old. */
  @Test
  void timesAndDurationsFindTheFirstRecordThatIsNotOlder(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    groups.tools().createTopic(topic, 1);
    Instant last = Instant.now().minus(Duration.ofMinutes(30));
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < 10; i++) {
        long timestamp = last.minus(Duration.ofHours(9 - i)).toEpochMilli();
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, 0, timestamp, null, "record " + i));
      }
    }
    List<String> unused = groups.tools().consume(topic, 10, "--group", group);

    assertThat(groups.reset(group, "--by-duration", "PT3H")).isEqualTo("7");
    assertThat(groups.reset(group, "--by-duration", "P1D")).isEqualTo("0");
    assertThat(groups.reset(group, "--by-duration", "PT1M")).isEqualTo("10");
    String fourHoursBefore = DATE_TIME.format(last.minus(Duration.ofHours(4)));
    assertThat(groups.reset(group, "--to-datetime", fourHoursBefore)).isEqualTo("5");
    String after = DATE_TIME.format(last.plusSeconds(1));
    assertThat(groups.reset(group, "--to-datetime", after)).isEqualTo("10");
  }

  @Test
  void anOffsetOutsideTheLogBecomesItsNearestEnd(TestNames names) {
    String topic = names.topic();
    String group = groups.thatRead(400, topic, names);

    assertThat(groups.reset(group, "--to-offset", "5000")).isEqualTo("1000");
    assertThat(groups.reset(group, "--shift-by", "-5000")).isEqualTo("0");
    assertThat(groups.reset(group, "--shift-by", "5000")).isEqualTo("1000");
  }

  @Test
  void aGroupThatNeverWasBeginsWithTheOffsetsThatItIsGiven(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    groups.tools().createTopic(topic, 1);
    groups.tools().produce(Text.joined(Groups.TEXT), topic);

    ToolResult result =
        groups.run(
            "--reset-offsets",
            "--group",
            group,
            "--topic",
            topic + ":0",
            "--to-offset",
            "990",
            "--execute");

    assertThat(result.lastRow()).startsWith(group, topic, "0", "990");
    assertThat(groups.offsets(group, topic)).startsWith(group, topic, "0", "990", "1000", "10");
  }
}
