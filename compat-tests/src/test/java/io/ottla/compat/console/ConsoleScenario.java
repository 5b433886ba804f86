package io.ottla.compat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class ConsoleScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final List<String> text = Text.lines();

  ConsoleScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void aTextComesBackLineByLine(String compression, TestNames names) {
    String topic = names.topic();

    tools.produce(Text.joined(text), topic, "--compression-codec", compression);

    assertThat(text).hasSizeGreaterThanOrEqualTo(10_000);
    Lines.assertSame(text, tools.consume(topic, text.size()));
  }

  @Test
  void keysAndHeadersComeBack(TestNames names) {
    String topic = names.topic();
    List<String> lines = numbered("h%d:v%d,line:%d\tkey %d\t%s");

    tools.produce(
        Text.joined(lines),
        topic,
        "--reader-property",
        "parse.key=true",
        "--reader-property",
        "parse.headers=true",
        "--reader-property",
        "headers.delimiter=\t");

    List<String> consumed =
        tools.consume(
            topic,
            text.size(),
            "--formatter-property",
            "print.key=true",
            "--formatter-property",
            "print.headers=true",
            "--formatter-property",
            "print.offset=true",
            "--formatter-property",
            "print.partition=true");
    Lines.assertSame(numbered("Partition:0\tOffset:%d\th%d:v%d,line:%d\tkey %d\t%s"), consumed);
  }

  /** Each {@code %d} is the line's number. */
  private List<String> numbered(String format) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      lines.add(format.replace("%d", Integer.toString(i)).replace("%s", text.get(i)));
    }
    return lines;
  }

  @Test
  void nullKeysAndTombstonesComeBackAsSuch(TestNames names) {
    String topic = names.topic();

    tools.produce(
        "NULL\tvalue\nkey\tNULL\n\tempty key\nempty value\t\n",
        topic,
        "--reader-property",
        "parse.key=true",
        "--reader-property",
        "null.marker=NULL");

    assertThat(
            tools.consume(
                topic,
                4,
                "--formatter-property",
                "print.key=true",
                "--formatter-property",
                "null.literal=-"))
        .containsExactly("-\tvalue", "key\t-", "\tempty key", "empty value\t");
  }

  @Test
  void aGroupReadsOnWhereItStopped(TestNames names) {
    String topic = names.topic();
    String group = names.group();
    tools.produce(Text.joined(text), topic);

    List<String> consumed = new ArrayList<>();
    for (int count : new int[] {4_000, 1, text.size() - 4_001}) {
      consumed.addAll(tools.consume(topic, count, "--group", group));
    }

    Lines.assertSame(text, consumed);
  }

  @Test
  void anOffsetAndAPartitionCanBeChosen(TestNames names) {
    String topic = names.topic();
    tools.produce(Text.joined(text), topic);

    ToolResult result =
        Tools.run(
            "kafka-console-consumer",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--topic",
            topic,
            "--partition",
            "0",
            "--offset",
            "5000",
            "--max-messages",
            "100",
            "--timeout-ms",
            "20000");

    Lines.assertSame(text.subList(5_000, 5_100), result.requireSuccess().lines());
  }

  @Test
  void everyAcknowledgementModeDelivers(TestNames names) {
    for (String acks : List.of("0", "1", "all")) {
      String topic = names.topic();

      tools.produce(
          Text.joined(text.subList(0, 500)), topic, "--producer-property", "acks=" + acks);

      Lines.assertSame(text.subList(0, 500), tools.consume(topic, 500));
    }
  }
}
