package io.ottla.server.cli;

import io.ottla.server.start.RunningBroker;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ottla}: the root of all commands. */
@Command(
    name = "ottla",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A broker that speaks the Kafka protocol.",
    footer = {
      "",
      "Begin with:",
      "  ottla server                  a broker on port 9092, data in ./data",
      "  ottla server --help           more about it, containers and other hosts",
      "  ottla config-doc              every property, with its default",
      "",
      "Shell completion:  source <(ottla generate-completion)"
    },
    subcommands = {
      ServerCommand.class,
      FormatCommand.class,
      ConfigDocCommand.class,
      DumpLogCommand.class,
      VerifyLogCommand.class,
      Version.class,
      GenerateCompletion.class
    })
public final class OttlaCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command line with all its commands. */
  public static CommandLine create(RunningBroker.Launcher launcher) {
    return new CommandLine(new OttlaCommand(), new Commands(launcher));
  }

  /** Makes the commands, and hands the launcher to the one that needs it. */
  private record Commands(RunningBroker.Launcher launcher) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == ServerCommand.class
          ? type.cast(new ServerCommand(launcher))
          : CommandLine.defaultFactory().create(type);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do.");
  }
}
