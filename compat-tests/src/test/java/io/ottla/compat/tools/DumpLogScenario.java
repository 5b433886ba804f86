package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of a stopped broker as Apache Kafka's own tool reads them. */
@WithBroker(own = true, properties = "log.segment.bytes=1048576")
final class DumpLogScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;

  DumpLogScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  @Test
  void everyFileIsReadToTheLastRecord(TestNames names) throws IOException {
    String topic = names.topic();
    String group = names.group();
    List<String> text = Text.lines();
    tools.createTopic(topic, 1);
    for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      tools.produce(Text.joined(text), topic, "--compression-codec", compression);
    }
    List<String> unused = tools.consume(topic, 10, "--group", group);
    int exitCode = broker.stop();

    assertThat(exitCode).isIn(0, 143);
    List<Path> logs = files(topic + "-0", ".log");
    assertThat(logs).hasSizeGreaterThan(1);
    long records = 0;
    for (Path log : logs) {
      ToolResult dump = dump(log, "--deep-iteration", "--print-data-log");
      records += dump.lines().stream().filter(line -> line.startsWith("| offset:")).count();
    }
    assertThat(records).isEqualTo(5L * text.size());
    for (String kind : List.of(".index", ".timeindex")) {
      for (Path index : files(topic + "-0", kind)) {
        var dumped = dump(index, "--index-sanity-check");
        assertThat(dumped.out()).doesNotContain("Mismatches");
      }
    }
    assertThat(offsetsOf(group)).isNotEmpty();
    assertThat(metadataRecords()).contains("TOPIC_RECORD", "PARTITION_RECORD", topic);
    Path snapshot = broker.logDirectory().resolve("bootstrap.checkpoint");
    assertThat(dump(snapshot, "--cluster-metadata-decoder").out())
        .contains("SnapshotHeader", "FEATURE_LEVEL_RECORD", "SnapshotFooter");
    broker.start();
  }

  private List<String> offsetsOf(String group) throws IOException {
    try (Stream<Path> directories = Files.list(broker.logDirectory())) {
      return directories
          .filter(path -> path.getFileName().toString().startsWith("__consumer_offsets-"))
          .map(path -> path.resolve("00000000000000000000.log"))
          .filter(Files::exists)
          .flatMap(log -> dump(log, "--offsets-decoder").lines().stream())
          .filter(line -> line.contains(group))
          .toList();
    }
  }

  private String metadataRecords() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path log : files("__cluster_metadata-0", ".log")) {
      all.append(dump(log, "--cluster-metadata-decoder").out());
    }
    return all.toString();
  }

  private List<Path> files(String partition, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(broker.logDirectory().resolve(partition))) {
      return files.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static ToolResult dump(Path file, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--files";
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    ToolResult result = Tools.run("kafka-dump-log", all).requireSuccess();
    assertThat(result.lines())
        .filteredOn(line -> !line.startsWith("| "))
        .noneMatch(line -> line.contains("isvalid: false") || line.contains("corrupt"));
    assertThat(result.err()).doesNotContain("Exception");
    return result;
  }
}
