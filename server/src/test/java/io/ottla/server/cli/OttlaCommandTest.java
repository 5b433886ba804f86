package io.ottla.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.start.MetaProperties;
import io.ottla.server.start.RunningBroker;
import io.ottla.server.start.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OttlaCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<BrokerConfig> launched = new ArrayList<>();

  @TempDir private Path root = Path.of("");

  @Test
  void aServerEndsWithItsBroker() {
    int exit = run("server", "--override", "listeners=PLAINTEXT://127.0.0.1:0");

    assertThat(exit).isZero();
    assertThat(launched).hasSize(1);
    assertThat(launched.get(0).node().nodeId()).isEqualTo(1);
  }

  @Test
  void allProblemsOfAConfigurationArePrinted() {
    int exit = run("server", "--override", "node.id=x", "--override", "num.partitions=0");

    assertThat(exit).isEqualTo(1);
    assertThat(launched).isEmpty();
    assertThat(err.toString().lines())
        .contains(
            "ottla: Invalid value x for configuration node.id: must be a number of type INT",
            "ottla: Invalid value 0 for configuration num.partitions: must be at least 1");
  }

  @Test
  void aTakenPortIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listener = "PLAINTEXT://127.0.0.1:" + taken.getLocalPort();

      int exit = run("server", "--override", "listeners=" + listener);

      assertThat(exit).isEqualTo(1);
      assertThat(launched).isEmpty();
      assertThat(err.toString().lines().toList())
          .containsExactly("ottla: cannot listen on " + listener + ": Address already in use");
    }
  }

  @Test
  void aMissingFileIsOneLine() {
    int exit = run("server", root.resolve("no.properties").toString());

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("no such file");
  }

  @Test
  void formatMarksADirectoryOnce() throws StartException {
    String[] arguments = {
      "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "--override", "log.dirs=" + root
    };

    int first = run(arguments);
    int second = run(arguments);

    assertThat(first).isZero();
    assertThat(second).isEqualTo(1);
    assertThat(err.toString()).contains("formatted already");
    assertThat(Objects.requireNonNull(MetaProperties.read(root)).clusterId())
        .isEqualTo("MkU3OEVBNTcwNTJENDM2Qk");
    assertThat(run("format", "-g", "-s", "--override", "log.dirs=" + root)).isZero();
  }

  @Test
  void everyCommandHasHelp() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "server",
            "format",
            "config-doc",
            "dump-log",
            "verify-log",
            "version",
            "generate-completion");
    assertThat(run("server", "--help")).isZero();
    assertThat(out.toString()).contains("advertised.listeners=PLAINTEXT://localhost:19092");
  }

  @Test
  void noCommandIsAMistake() {
    assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("serve")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void helpFitsEightyColumns() {
    run("server", "--help");

    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  private int run(String... arguments) {
    return OttlaCommand.create(this::launch)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private RunningBroker launch(BrokerConfig config) {
    launched.add(config);
    return new RunningBroker() {
      @Override
      public boolean awaitTermination() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
