package io.ottla.server.cli;

import io.ottla.server.start.RunningBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ottla server}. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a broker until it is told to end (Ctrl-C, SIGTERM).",
      "",
      "Without a property file it stands alone: it listens on port 9092 of every interface, keeps"
          + " its data in ./data, needs no format step, and is broker and controller at once."
          + " Kafka's own server.properties is taken as it is; what Ottla does not honour yet is"
          + " said in one line."
    },
    footer = {
      "",
      "Examples:",
      "  ottla server",
      "  ottla server server.properties",
      "  ottla server --override log.dirs=/var/lib/ottla",
      "  ottla server --override listeners=PLAINTEXT://:19092",
      "",
      "Other hosts and containers:",
      "  A client is told the address its own connection arrived at, so other hosts",
      "  and network interfaces just work. Where a port is remapped (docker run -p",
      "  19092:9092, a load balancer, a tunnel) say what clients shall connect to:",
      "    --override advertised.listeners=PLAINTEXT://localhost:19092",
      "  Clients inside and outside need a listener each:",
      "    --override listeners=INSIDE://:9092,OUTSIDE://:9094",
      "    --override listener.security.protocol.map=INSIDE:PLAINTEXT," + "OUTSIDE:PLAINTEXT",
      "    --override advertised.listeners=OUTSIDE://localhost:19092",
      "",
      "Health and metrics: http://127.0.0.1:9464/health/ready and /metrics",
      "  For other hosts: --override ottla.http.listener=0.0.0.0:9464",
      "",
      "Environment: JAVA_HOME chooses the JVM, OTTLA_JAVA_OPTS adds options for it."
    })
final class ServerCommand implements Callable<Integer> {
  private final RunningBroker.Launcher launcher;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "server.properties",
      description = "A property file in Kafka's form.")
  private @Nullable Path file;

  @Option(
      names = "--override",
      paramLabel = "key=value",
      description = "A property that wins over the file. May be given more than once.")
  private List<String> overrides = new ArrayList<>();

  ServerCommand(RunningBroker.Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new ServerRun(launcher, spec.commandLine().getErr())
        .run(new ServerArguments(file, overrides));
  }
}
