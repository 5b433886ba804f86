package io.ottla.server.cli;

import io.ottla.runtime.RandomIds;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.PropertySource;
import io.ottla.server.start.DataDirectories;
import io.ottla.server.start.MetaProperties;
import io.ottla.server.start.StartException;
import io.ottla.wire.protocol.Uuid;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ottla format}: what {@code kafka-storage format} does, with its arguments. */
@Command(
    name = "format",
    mixinStandardHelpOptions = true,
    description = {
      "Marks the data directories as a cluster's and a node's.",
      "",
      "Ottla does this by itself at its first start; the command is for scripts written for"
          + " kafka-storage and for giving several nodes one cluster id beforehand."
    },
    footer = {"", "Example:", "  ottla format -t MkU3OEVBNTcwNTJENDM2Qk -c server.properties"})
@SuppressWarnings("UnusedVariable") // options that scripts give and that change nothing here
final class FormatCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The broker's property file; without it, ./data is formatted.")
  private @Nullable Path config;

  @Option(
      names = {"-t", "--cluster-id"},
      paramLabel = "ID",
      description = "The cluster's id; without it, a new one.")
  private @Nullable String clusterId;

  @Option(
      names = {"-g", "--ignore-formatted"},
      description = "Leave directories alone that are formatted already.")
  private boolean ignoreFormatted;

  @Option(
      names = {"-s", "--standalone"},
      description = "Accepted: a single controller is the default.")
  private boolean standalone;

  @Option(
      names = {"-N", "--no-initial-controllers"},
      description = "Accepted: for nodes that join a quorum later.")
  private boolean noInitialControllers;

  @Option(
      names = {"-r", "--release-version"},
      paramLabel = "VERSION",
      description = "Accepted: Ottla starts with the newest features it serves.")
  private @Nullable String releaseVersion;

  @Option(
      names = {"-f", "--feature"},
      paramLabel = "NAME=LEVEL",
      description = "Accepted likewise.")
  private List<String> features = new ArrayList<>();

  @Option(names = "--override", paramLabel = "key=value", description = "As with server.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() {
    PropertySource source = PropertySource.read(config, overrides);
    BrokerConfig.Parsed parsed = BrokerConfig.parse(source.properties());
    PrintWriter err = spec.commandLine().getErr();
    List<String> problems =
        Stream.concat(source.problems().stream(), parsed.problems().stream()).toList();
    if (!problems.isEmpty()) {
      problems.forEach(problem -> err.println("ottla: " + problem));
      return FAILED;
    }
    try {
      format(parsed.get());
      return 0;
    } catch (StartException e) {
      err.println("ottla: " + e.getMessage());
      return FAILED;
    }
  }

  private void format(BrokerConfig broker) throws StartException {
    Set<Path> directories = new LinkedHashSet<>(broker.storage().logDirs());
    directories.add(broker.storage().metadataLogDir());
    if (!ignoreFormatted) {
      refuseFormatted(directories);
    }
    try (DataDirectories formatted =
        DataDirectories.open(
            List.copyOf(directories),
            broker.storage().metadataLogDir(),
            broker.node().nodeId(),
            clusterId,
            () -> Uuid.of(RandomIds.next()))) {
      for (String problem : formatted.unusable().values()) {
        throw new StartException(problem);
      }
      PrintWriter out = spec.commandLine().getOut();
      formatted
          .directoryIds()
          .forEach(
              (path, id) ->
                  out.println(
                      path + " cluster.id=" + formatted.clusterId() + " directory.id=" + id));
    }
  }

  private static void refuseFormatted(Set<Path> directories) throws StartException {
    for (Path directory : directories) {
      MetaProperties meta = MetaProperties.read(directory);
      if (meta != null) {
        throw new StartException(
            "the data directory "
                + directory
                + " is formatted already for cluster "
                + meta.clusterId()
                + " (--ignore-formatted leaves it alone)");
      }
    }
  }
}
