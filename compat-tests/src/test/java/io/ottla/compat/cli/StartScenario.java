package io.ottla.compat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Project;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a broker from starting is said in a line, and nothing is touched. */
@WithBroker(own = true)
final class StartScenario {
  private static final String JAR = "server-0.1.0-SNAPSHOT.jar";

  private final BrokerUnderTest broker;
  @TempDir private Path directory = Path.of("");

  StartScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @BeforeEach
  void onlyForOttla() {
    assumeTrue(Product.chosen() == Product.OTTLA, "bin/ottla is Ottla's");
  }

  @Test
  void aTakenPortIsSaidAndNothingTouched() {
    ToolResult result =
        server("listeners=PLAINTEXT://127.0.0.1:" + broker.port(), "log.dirs=" + directory);

    assertRefused(result, Integer.toString(broker.port()));
    assertThat(files(directory)).isEmpty();
  }

  @Test
  void aDirectoryInUseIsSaidAndNothingTouched() {
    Map<String, Long> before = files(broker.logDirectory());

    ToolResult result =
        server("listeners=PLAINTEXT://127.0.0.1:0", "log.dirs=" + broker.logDirectory());

    assertRefused(result, broker.logDirectory().toString());
    assertThat(files(broker.logDirectory()).keySet()).containsAll(before.keySet());
    assertThat(new BrokerTools(broker).run("kafka-topics", "--list").exitCode()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeUsedIsSaid() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");

    assertRefused(server("listeners=PLAINTEXT://127.0.0.1:0", "log.dirs=" + file), file.toString());
    assertThat(file).hasContent("not a directory");
  }

  @Test
  void anotherNodesDirectoryIsRefused() {
    assertThat(broker.stop()).isIn(0, 143);
    Map<String, Long> before = files(broker.logDirectory());

    ToolResult result =
        server(
            "listeners=PLAINTEXT://127.0.0.1:0", "log.dirs=" + broker.logDirectory(), "node.id=99");

    assertRefused(result, "node 99");
    assertThat(files(broker.logDirectory())).isEqualTo(before);
    broker.start();
  }

  @Test
  void anotherClustersDirectoryIsRefused() throws IOException {
    assertThat(broker.stop()).isIn(0, 143);
    Path second = Files.createDirectory(directory.resolve("second"));
    Properties meta = new Properties();
    try (var in = Files.newBufferedReader(broker.logDirectory().resolve("meta.properties"))) {
      meta.load(in);
    }
    meta.setProperty("cluster.id", "anotherClusterXXXXXXXX");
    meta.setProperty("directory.id", "anotherDirectoryXXXXXX");
    try (var out = Files.newBufferedWriter(second.resolve("meta.properties"))) {
      meta.store(out, null);
    }

    ToolResult result =
        server(
            "listeners=PLAINTEXT://127.0.0.1:0",
            "log.dirs=" + broker.logDirectory() + "," + second);

    assertRefused(result, "anotherClusterXXXXXXXX");
    broker.start();
  }

  @Test
  void allInvalidValuesAreListed() {
    ToolResult result =
        server(
            "listeners=nonsense",
            "log.dirs=" + directory,
            "num.partitions=many",
            "log.retention.ms=soon",
            "log.cleanup.policy=burn");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.out() + result.err())
        .contains("listeners", "num.partitions", "log.retention.ms", "log.cleanup.policy")
        .doesNotContain("\tat ");
  }

  @Test
  void helpVersionAndConfigDocAnswer() {
    assertThat(OttlaCommand.run("--help").requireSuccess().out())
        .contains("server", "format", "config-doc", "dump-log", "version");
    assertThat(OttlaCommand.run("server", "--help").requireSuccess().out())
        .contains("--override", "advertised.listeners");
    assertThat(OttlaCommand.run("version").requireSuccess().out()).containsIgnoringCase("ottla");
    assertThat(OttlaCommand.run("config-doc").requireSuccess().out()).contains("num.partitions");
    assertThat(OttlaCommand.run("no-such-command").exitCode()).isNotZero();
  }

  @Test
  void aPathWithASpaceStartsWithAnArchiveOfClasses() throws IOException {
    Path top = Files.createDirectories(directory.resolve("with a space"));
    Path target = Files.createDirectories(top.resolve("server/target"));
    Path built = Project.top().resolve("server/target");
    Files.createDirectories(top.resolve("bin"));
    Files.copy(Project.top().resolve("bin/ottla"), top.resolve("bin/ottla"));
    Files.createSymbolicLink(target.resolve(JAR), built.resolve(JAR));
    Path dist = Files.createDirectories(target.resolve("dist"));
    Files.copy(built.resolve("dist/classpath"), dist.resolve("classpath"));
    Files.createSymbolicLink(dist.resolve("lib"), built.resolve("dist/lib"));
    String javaHome = System.getProperty("java.home");
    Files.writeString(
        dist.resolve("classes-" + javaHome.replaceAll("[^A-Za-z0-9]", "-") + ".jsa"), "");

    ToolResult result = OttlaCommand.run(top, Map.of("JAVA_HOME", javaHome), "version");

    assertThat(result.requireSuccess().out()).containsIgnoringCase("ottla");
  }

  private ToolResult server(String... overrides) {
    List<String> arguments = new ArrayList<>(List.of("server"));
    for (String override : overrides) {
      arguments.add("--override");
      arguments.add(override);
    }
    return OttlaCommand.run(arguments.toArray(String[]::new));
  }

  private static void assertRefused(ToolResult result, String reason) {
    assertThat(result.exitCode()).as(result.toString()).isNotZero();
    assertThat(result.out() + result.err())
        .as(result.toString())
        .contains(reason)
        .doesNotContain("\tat ");
  }

  /** Names and sizes. */
  private static Map<String, Long> files(Path root) {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.size(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
